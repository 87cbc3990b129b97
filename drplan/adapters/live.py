"""Asking servers what they are like now: one read-only script, sent once over SSH to each."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.resources import files

from drplan.adapters.access import Access
from drplan.adapters.ssh import run_on
from drplan.declare.assets import Server
from drplan.errors import DrplanError
from drplan.measure.live import Look
from drplan.measure.live_answer import parse_live

_AT_ONCE = 8
_SECONDS = 90.0

# As root where sudo allows it without a password; otherwise as who logs in, who sees less and says so.
_BEGIN = 'if [ "$(id -u)" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n sh -s; else exec sh -s; fi'


@cache
def live_script() -> bytes:
    """Return the script that a server runs, POSIX sh: it only reads."""
    return files("drplan.adapters").joinpath("templates/live.sh").read_bytes()


def look_at(access: Access, servers: Sequence[Server]) -> tuple[Look, ...]:
    """Ask all servers, eight at a time, in their order; one that does not answer says so in its look."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return tuple(pool.map(partial(_look, access), servers))


def _look(access: Access, server: Server) -> Look:
    try:
        ran = run_on(access, server, ("sh", "-c", _BEGIN), stdin=live_script(), seconds=_SECONDS)
        return Look(server, parse_live(ran.out))
    except DrplanError as error:
        return Look(server, error=error.message, next_step=error.next_step)
    except ValueError as error:
        return Look(
            server,
            error=f"{server.name} ({server.address}) gave an answer that cannot be read: {error}",
            next_step="log in there, and see what stands between SSH and sh",
        )
