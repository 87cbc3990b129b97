"""Programs that recovery runs on a district's servers."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.access import Access
from drplan.adapters.ssh import run_on
from drplan.declare import District
from drplan.declare.lookup import server_named


class ProgramsThere:
    """Implements :class:`drplan.ports.Programs` by SSH, as root: what it prints is not kept."""

    def __init__(self, district: District, access: Access) -> None:
        self._district = district
        self._access = access

    def run(self, server: str, argv: Sequence[str], *, seconds: float) -> int:
        """Return the exit code; raises ``UsageError`` for an undeclared server, ``Unreachable``."""
        command = ("sudo", "-n", "--", *argv)
        return run_on(self._access, server_named(self._district, server), command, seconds=seconds).code
