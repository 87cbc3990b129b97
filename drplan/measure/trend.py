"""Where size, added bytes and duration of a data set's backups are heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from statistics import median

from drplan.ports import RecoveryPoint

FEWEST = 5
"""Below that many recovery points nothing is said: one odd night would make the line."""
NEWEST = 60
"""Older ones say little of the coming months, and all pairs of the others are looked at."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A straight line: ``level`` at the newest recovery point, ``per_day`` what it gains in a day."""

    level: float
    per_day: float

    def at(self, days: float) -> float:
        """Return its value so many days after the newest recovery point."""
        return self.level + self.per_day * days


@dataclass(frozen=True)
class Trend:
    """What the good recovery points from ``first`` to ``last`` have in common; sizes in bytes."""

    points: int
    first: datetime
    last: datetime
    size: Line
    added: Line
    seconds: Line


def trend(good: Sequence[RecoveryPoint]) -> Trend | None:
    """Fit a line to each figure of the newest recovery points; ``None`` when fewer than ``FEWEST`` tell.

    Recovery points that do not say how long they took (made by a restic before 0.17) tell nothing.
    """
    told = sorted(
        (each for each in good if each.seconds > 0), key=lambda each: (each.taken_at, each.snapshot)
    )[-NEWEST:]
    if len({each.taken_at for each in told}) < FEWEST:
        return None
    last = told[-1].taken_at
    days = [(each.taken_at - last) / _DAY for each in told]
    return Trend(
        points=len(told),
        first=told[0].taken_at,
        last=last,
        size=robust_line(days, [each.size for each in told]),
        added=robust_line(days, [each.added for each in told]),
        seconds=robust_line(days, [each.seconds for each in told]),
    )


def robust_line(days: Sequence[float], values: Sequence[float]) -> Line:
    """Fit a line by Theil and Sen: the median of the slopes of all pairs, then the median of what is left.

    Almost three in ten values may be wild, as the first backup is, and move it no farther than the others
    lie apart (Sen 1968, doi:10.1080/01621459.1968.10480934). ``days`` holds at least two different moments.
    """
    pairs = combinations(zip(days, values, strict=True), 2)
    per_day = median((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairs if x1 != x2)
    return Line(median(y - per_day * x for x, y in zip(days, values, strict=True)), per_day)
