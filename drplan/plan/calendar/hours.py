"""In which grains of the week a backup may start, so that all of it lies in its window and no freeze.

A grain is :data:`GRAIN` minutes, numbered from Monday 00:00 local time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from drplan.plan.calendar.model import GRAIN, WEEK, Job

DAY_GRAINS = 24 * 60 // GRAIN
"""Grains in a day."""

WEEK_GRAINS = WEEK // GRAIN
"""Grains in a week."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Hours:
    """What bounds a job's starts, in grains: its window each day, frozen spans, how long it takes."""

    opens: int
    open_for: int
    frozen: tuple[tuple[int, int], ...]
    takes: int


def hours_of(job: Job) -> Hours:
    """Round a job's hours inwards to whole grains, and what it takes up."""
    opens, open_for = 0, DAY_GRAINS
    if job.window is not None and job.window.lasts < timedelta(days=1):
        at = timedelta(hours=job.window.opens.hour, minutes=job.window.opens.minute)
        at += timedelta(seconds=job.window.opens.second)
        opens = grains_up(at)
        open_for = max(0, grains_down(at + job.window.lasts) - opens)
    frozen = sorted({(each.first // GRAIN, -(-each.end // GRAIN)) for each in job.frozen})
    return Hours(opens, open_for, tuple(frozen), max(1, grains_up(job.duration)))


def grains_up(length: timedelta) -> int:
    """Return the least number of grains that hold a length of time."""
    return -(-length // (GRAIN * _MINUTE)) if length >= timedelta(0) else 0


def grains_down(length: timedelta) -> int:
    """Return how many whole grains a length of time holds."""
    return length // (GRAIN * _MINUTE)


@lru_cache(maxsize=4096)
def free(hours: Hours) -> bytes:
    """Return for each grain of the week whether a run may lie in it: 1 or 0."""
    week = bytearray(WEEK_GRAINS)
    for day in range(7):
        for grain in range(hours.open_for):
            week[(day * DAY_GRAINS + hours.opens + grain) % WEEK_GRAINS] = 1
    for first, end in hours.frozen:
        for grain in range(first, min(end, first + WEEK_GRAINS)):
            week[grain % WEEK_GRAINS] = 0
    return bytes(week)


@lru_cache(maxsize=4096)
def starts(hours: Hours) -> tuple[int, ...]:
    """Return the grains in which a run may start, in order."""
    week = free(hours)
    if hours.takes > WEEK_GRAINS:
        return ()
    ahead, open_ahead = [0] * WEEK_GRAINS, 0
    for grain in range(2 * WEEK_GRAINS - 1, -1, -1):
        open_ahead = open_ahead + 1 if week[grain % WEEK_GRAINS] else 0
        if grain < WEEK_GRAINS:
            ahead[grain] = open_ahead
    return tuple(grain for grain, room in enumerate(ahead) if room >= hours.takes)
