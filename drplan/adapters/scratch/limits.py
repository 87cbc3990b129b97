"""Taking a scratch room away before it fills the disk: a dump that it loads is a program, and writes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from drplan.adapters.scratch.room import ScratchRoom
from drplan.errors import DrplanError
from drplan.plan.calendar.words import size
from drplan.plan.scratch_space import Space
from drplan.ports import Progress

_LOOK_SECONDS = 2.0


@contextmanager
def held_to_disk(state: Path, room: ScratchRoom, progress: Progress) -> Iterator[None]:
    """Take the room away once less is free than half of what is to stay free for everything else."""
    over = Event()

    def look() -> None:
        while not over.wait(_LOOK_SECONDS):
            if not room.gone and (why := too_full(state)):
                progress.say("scratch room", f"{room.lease.name} is taken away: {why}")
                with suppress(DrplanError):
                    room.down()

    watch = Thread(target=look, daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def too_full(state: Path) -> str:
    """Say that the state folder's file system is nearly full; nothing when it is not."""
    seen = os.statvfs(state)
    there = Space(seen.f_frsize * seen.f_blocks, seen.f_frsize * seen.f_bavail, 0)
    left = (there.free - there.usable) // 2
    return (
        f"{size(there.free)} are free in {state}, and {size(left)} are to stay" if there.free < left else ""
    )
