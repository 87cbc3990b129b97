"""The project's own file of host keys: public, committed with the inventory, reviewed like any change.

Its lines are those of OpenSSH (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), names in the clear. A host in it is
believed by this file alone; for the others the operator's own ``~/.ssh/known_hosts`` speaks.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drplan.plan.trust import HostKey

NAME = "known_hosts"

_HEAD = (
    "# Host keys of this district's machines. Written by: drplan deploy trust. Review it like any change.\n"
)
_FIELDS = 3


@dataclass(frozen=True)
class Pinned:
    """One line: under which names a machine is looked up, and the key that it must show."""

    names: tuple[str, ...]
    key: HostKey

    def line(self) -> str:
        """Return it as the file holds it."""
        return f"{','.join(self.names)} {self.key.kind} {self.key.blob}\n"


def read_pinned(path: Path) -> tuple[Pinned, ...]:
    """Return the plain lines of the file; none when there is no such file."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        return ()
    return tuple(pinned for pinned in map(_read_line, text.splitlines()) if pinned is not None)


def holds(path: Path, name: str) -> bool:
    """Say whether the file has a key for this name."""
    return any(name in pinned.names for pinned in read_pinned(path))


def write_pinned(path: Path, pinned: Pinned) -> None:
    """Put a line into the file in the place of all that share a name with it; other lines stay."""
    with _alone(path):
        before = path.read_text() if path.is_file() else _HEAD
        lines = [line for line in before.splitlines(keepends=True) if not _is_about(line, pinned.names)]
        gap = "\n" if lines and not lines[-1].endswith("\n") else ""
        beside = path.with_name(f".{path.name}.new")
        with beside.open("w") as stream:
            stream.write("".join(lines) + gap + pinned.line())
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(0o644)
        beside.replace(path)


def _read_line(line: str) -> Pinned | None:
    fields = line.split()
    if len(fields) < _FIELDS or line.startswith(("#", "@", "|")):
        return None
    return Pinned(tuple(fields[0].split(",")), HostKey(fields[1], fields[2]))


def _is_about(line: str, names: Iterable[str]) -> bool:
    pinned = _read_line(line)
    return pinned is not None and not set(names).isdisjoint(pinned.names)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    # On the folder itself, so that no lock file ends up in git.
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
