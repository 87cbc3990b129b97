"""Taking away scratch rooms whose owner is gone or whose time is over, and no others."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drplan.adapters.scratch import lease as leases
from drplan.adapters.scratch.room import take_down
from drplan.errors import ToolMissing

_MARKS = Path("/run")
_MARK = "drplan.room*-lab"
_HALF_MADE_SECONDS = 60
"""A room's folder without a lease is being made, or whoever made it was killed in between."""


@dataclass(frozen=True)
class Left:
    """A room that nobody holds any more, and why it goes."""

    name: str
    folder: Path
    because: str


def left_over(state: Path, now: datetime) -> list[Left]:
    """Return the rooms of this state folder and of this machine that are to go."""
    found: dict[str, Left] = {}
    for name, folder in {**dict(_marked()), **dict(_kept(state))}.items():
        why = _why_gone(folder, now)
        if why:
            found[name] = Left(name, folder, why)
    return list(found.values())


def standing(state: Path, now: datetime) -> list[leases.Lease]:
    """Return the leases of the rooms of this state folder that stand."""
    found = (leases.read(folder) for _, folder in _kept(state))
    return [lease for lease in found if lease and lease.stands(now)]


def sweep(state: Path, now: datetime) -> list[str]:
    """Take away what is left over; returns a line for each room and kind of thing removed.

    Raises ``ToolMissing`` when there is something and this is not root, ``LabError`` when it would not go.
    """
    gone: list[str] = []
    for each in left_over(state, now):
        if os.geteuid() != 0:
            raise ToolMissing(f"{each.name} needs root to be taken away", next_step="sudo drplan drill gc")
        removed = take_down(each.name, each.folder)
        gone += [f"{each.name}: {each.because}", *(f"{each.name}: removed {line}" for line in removed)]
    return gone


def _kept(state: Path) -> Iterator[tuple[str, Path]]:
    for folder in sorted((state / leases.ROOMS).glob("room*")):
        yield folder.name, folder


def _marked() -> Iterator[tuple[str, Path]]:
    """Return what stands on this machine by its marks, whose state folder may be another or be gone."""
    for mark in sorted(_MARKS.glob(_MARK)):
        with suppress(OSError):
            yield mark.name.removeprefix("drplan.").removesuffix("-lab"), mark.readlink()


def _why_gone(folder: Path, now: datetime) -> str:
    lease = leases.read(folder)
    if lease is None:
        try:
            fresh = time.time() - folder.stat().st_mtime < _HALF_MADE_SECONDS
        except OSError:
            return "its folder is gone"
        return "" if fresh else "it was never finished"
    if lease.stands(now):
        return ""
    return "its time is over" if now >= lease.until else f"its drill (process {lease.pid}) is gone"
