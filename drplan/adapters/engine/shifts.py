"""Who worked on a drill and when: what is left between are the runner's own outages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from drplan.record.drill import Interruption

BEAT = timedelta(seconds=1)
"""How often a runner gives a sign of life."""

HUNG_SECONDS = 60
"""After how long without a sign of life a runner that still holds its lease is taken for hung."""


@dataclass(frozen=True)
class Shift:
    """One runner's work on a drill: who it is, when it began, and its last sign of life."""

    drill: str
    runner: str
    began: datetime
    seen: datetime


def interruptions(shifts: Sequence[Shift]) -> tuple[Interruption, ...]:
    """Return the pieces of time between shifts of one drill, given in order.

    A runner may have worked for one beat more after its last sign of life: an outage is rather told too short
    than too long, so that no net time is better than it was.
    """
    return tuple(_between(shifts))


def _between(shifts: Sequence[Shift]) -> Iterator[Interruption]:
    for before, after in pairwise(shifts):
        started = before.seen + BEAT
        if started < after.began:
            yield Interruption(started=started, ended=after.began)
