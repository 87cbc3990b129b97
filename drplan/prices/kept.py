"""How many bytes a repository keeps of a data set: its size once, and what was rewritten since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from math import floor

from drplan.declare.protection import Retention

MONTH = Fraction(365, 12)
"""The days of a month that everything monthly is reckoned by: a twelfth of a year."""
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND


@dataclass(frozen=True)
class Points:
    """The kept points: the newest, ``dense`` ones a ``step`` of days apart, and older ones by their gaps."""

    step: Fraction
    dense: int
    gaps: tuple[Fraction, ...]

    @property
    def count(self) -> int:
        """How many points there are."""
        return 1 + self.dense + len(self.gaps)

    @property
    def span(self) -> Fraction:
        """The age in days of the oldest."""
        return self.step * self.dense + sum(self.gaps)

    def bytes(self, size: Fraction, rewritten: Fraction) -> Fraction:
        """Return the most bytes they take; ``rewritten`` are bytes a day that replace others.

        restic keeps each piece of data once. The newest point holds all of the data set; an older one holds
        besides what the next newer one has no more: at the most what was rewritten between the two, and
        never more than the data set is large.
        """
        older = sum((min(size, rewritten * gap) for gap in self.gaps), Fraction(0))
        return size + self.dense * min(size, rewritten * self.step) + older


@lru_cache(maxsize=256)
def points(cadence: timedelta, retention: Retention, paid_days: int = 0) -> Points:
    """Return the points that stay once every slot of a retention is filled.

    They are a cadence apart at the least. ``paid_days`` is for how long everything is
    paid, dropped or not: nothing younger counts as dropped.
    """
    step = days(cadence)
    within = max(days(retention.within or timedelta(0)), Fraction(paid_days))
    dense = floor(within / step)
    older = sorted({age for age in _slots(retention, step) if age > dense})
    gaps = (age - before for before, age in zip([dense, *older], older, strict=False))
    return Points(step, dense, tuple(gap * step for gap in gaps))


def span_days(cadence: timedelta, retention: Retention) -> Fraction:
    """Return the age in days that the oldest point reaches before it is dropped."""
    held = points(cadence, retention)
    return held.span + held.step


def days(length: timedelta) -> Fraction:
    """Return a length of time in days, exact."""
    return Fraction(length // _MICROSECOND, _DAY)


def _slots(retention: Retention, step: Fraction) -> Iterator[int]:
    """Yield the ages, in cadences, of the points that fill slots; points exist at whole cadences alone."""
    periods = (
        (retention.daily, Fraction(1)),
        (retention.weekly, Fraction(7)),
        (retention.monthly, MONTH),
        (retention.yearly, Fraction(365)),
    )
    for count, period in periods:
        apart = max(period, step)
        yield from (floor(number * apart / step) for number in range(1, count))
