"""Who holds a scratch room, and until when: a file that is there before the room and goes after it."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from drplan.errors import LabError

ROOMS = "rooms"
_FILE = "lease.json"
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_START_FIELD = 21
"""``starttime`` among the fields of /proc/PID/stat, from 0: see proc_pid_stat(5)."""


@dataclass(frozen=True)
class Lease:
    """One room: its name, its site, and its owner, a process that is known by pid and start time in one boot.

    ``started`` counts clock ticks since boot; ``until`` is when the room goes, whoever holds it; ``reserved``
    are bytes of its file system. ``cache`` is the folder of the lab's images.
    """

    name: str
    site: str
    pid: int
    started: int
    boot: str
    until: datetime
    reserved: int
    cache: str

    def stands(self, now: datetime) -> bool:
        """Say whether its owner is alive and its time not over."""
        return now < self.until and self.boot == boot_id() and started(self.pid) == self.started


def boot_id() -> str:
    """Return the running kernel's own id: another one means that no process of before is alive."""
    return _BOOT.read_text().strip()


def started(pid: int) -> int | None:
    """Return when a process began, in clock ticks since boot; ``None`` when it has ended."""
    try:
        # The program's name stands in parentheses and may hold any character, also these.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[_START_FIELD - 2])


def new_lease(site: str, until: datetime, reserved: int, cache: Path) -> Lease:
    """Return a lease of this process for a room with a name of its own."""
    pid = os.getpid()
    begun = started(pid)
    if begun is None:
        raise LabError("this process has no entry in /proc", next_step="mount /proc")
    name = f"room{secrets.token_hex(4)}"
    return Lease(name, site, pid, begun, boot_id(), until, reserved, str(cache))


def folder_of(state: Path, name: str) -> Path:
    """Return a room's own folder."""
    return state / ROOMS / name


def write(state: Path, lease: Lease) -> Path:
    """Keep a lease, whole or not at all; returns the room's folder. Raises ``LabError``."""
    folder = folder_of(state, lease.name)
    try:
        folder.mkdir(parents=True)
        beside = folder / f"{_FILE}.new"
        beside.write_text(json.dumps(told(lease), indent=1))
        beside.replace(folder / _FILE)
    except OSError as error:
        raise LabError(
            f"cannot write in {folder}: {error.strerror}",
            next_step="set DRPLAN_STATE to a folder of your own",
        ) from error
    return folder


def told(lease: Lease) -> dict[str, Any]:
    """Return a lease as JSON's own values."""
    return {**asdict(lease), "until": lease.until.isoformat()}


def heard(kept: Mapping[str, Any]) -> Lease:
    """Return the lease that was told; raises ``TypeError``, ``ValueError`` or ``KeyError``."""
    return Lease(**{**kept, "until": datetime.fromisoformat(kept["until"])})


def read(folder: Path) -> Lease | None:
    """Return the lease in a room's folder; ``None`` when there is none that is whole."""
    try:
        return heard(json.loads((folder / _FILE).read_text()))
    except (OSError, ValueError, TypeError, KeyError):
        return None
