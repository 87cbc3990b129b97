"""A plain user's processes, found again by a mark in their environment.

Without root there are no control groups. The mark is there from the first moment, so a command that was
killed loses nothing; and a process is ended through a handle on itself, never by a number that may by now be
another's.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from drplan.adapters.lab.tools import spawn
from drplan.errors import LabError

_MARK = "DRPLAN_LAB"
_LEAVE_MILLISECONDS = 10_000
_LOOK_AGAIN_SECONDS = 0.1
"""A process shows no environment for the moment in which it becomes another program (execve(2))."""


def start(folder: Path, argv: Sequence[str], *, log: Path, environment: Mapping[str, str]) -> None:
    """Start a long-lived process that belongs to the lab in ``folder``."""
    spawn(["setsid", "--fork", *argv], log=log, environment={**environment, _MARK: str(folder)})


def pids(folder: Path) -> list[int]:
    """Return the lab's processes."""
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit() and _ours(each, folder)]


def end(folder: Path) -> int:
    """End every process of the lab; returns how many. Raises ``LabError`` when one outlives it."""
    ended = 0
    while living := pids(folder) or _seen_again(folder):
        for pid in living:
            with contextlib.suppress(ProcessLookupError):
                ended += _end(pid, folder)
    return ended


def _seen_again(folder: Path) -> list[int]:
    time.sleep(_LOOK_AGAIN_SECONDS)
    return pids(folder)


def _end(pid: int, folder: Path) -> int:
    handle = os.pidfd_open(pid)
    try:
        # Asked again through the handle's own lifetime: the number may have passed on since it was listed.
        if not _ours(Path("/proc") / str(pid), folder):
            return 0
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        left = select.poll()
        left.register(handle, select.POLLIN)
        if not left.poll(_LEAVE_MILLISECONDS):
            raise LabError(f"process {pid} outlives SIGKILL", next_step=f"look at it: ps {pid}")
    finally:
        os.close(handle)
    return 1


def _ours(process: Path, folder: Path) -> bool:
    try:
        return f"{_MARK}={folder}".encode() in (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
