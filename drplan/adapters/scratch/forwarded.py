"""What a scratch room's forwarder really does, by its open sockets and not by its order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from drplan.adapters.lab.pens import hierarchies
from drplan.adapters.scratch.building import FORWARDER
from drplan.adapters.scratch.namespaces import handle, names, within

_LISTENS = "0A"
"""TCP_LISTEN in /proc/net/tcp: see proc_net(5)."""

Place = tuple[str, int]
"""Address and port."""


@dataclass(frozen=True)
class Forwarded:
    """Where forwarders listen in the room, and whom they are connected to outside it."""

    listens: frozenset[Place]
    connected: frozenset[Place]


def forwarded(prefix: str) -> Forwarded:
    """Look at the sockets of whatever runs in a room's forwarder pen."""
    pids = _pids(prefix)
    held = {inode for pid in pids for inode in _sockets(pid)}
    listens = {
        local
        for name in names(prefix)
        for local, _, state, inode in within(handle(name), lambda: _table(Path("/proc/thread-self/net/tcp")))
        if inode in held and state == _LISTENS
    }
    connected = {
        remote
        for pid in pids
        for _, remote, state, inode in _table(Path(f"/proc/{pid}/net/tcp"))
        if inode in held and state != _LISTENS
    }
    return Forwarded(frozenset(listens), frozenset(connected))


def _pids(prefix: str) -> list[int]:
    root = hierarchies(Path("/proc/self/mounts").read_text())[0] / f"{prefix}-lab" / FORWARDER
    with suppress(OSError):
        return [int(word) for word in (root / "cgroup.procs").read_text().split()]
    return []


def _sockets(pid: int) -> Iterator[str]:
    with suppress(OSError):
        for each in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                name = str(each.readlink())
                if name.startswith("socket:["):
                    yield name[len("socket:[") : -1]


def _table(path: Path) -> list[tuple[Place, Place, str, str]]:
    """Return local place, remote place, state and inode of each TCP socket in a namespace."""
    lines: Sequence[str] = ()
    with suppress(OSError):
        lines = path.read_text().splitlines()[1:]
    words = [line.split() for line in lines]
    return [(_place(each[1]), _place(each[2]), each[3], each[9]) for each in words]


def _place(written: str) -> Place:
    address, _, port = written.partition(":")
    return str(IPv4Address(bytes.fromhex(address)[::-1])), int(port, 16)
