"""How long a restore would take at full size, from restores of less, with what is believed at both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from drplan.measure.rates import FIXED, Rate, Restored
from drplan.measure.trend import robust_line

COMPRESSED = 2.0
"""How many times the declared speed of a copy's way the fast end allows: restic compresses what it sends.

An assumption: text shrinks more, pictures and films hardly do.
"""
_TOLD = 3
"""Below that many restores of different sizes no line is fitted."""
_APART = 2.0
"""The largest of them is at least that many times the smallest."""


@dataclass(frozen=True)
class Estimate:
    """Seconds: the likely value, and the ends of what is believed."""

    seconds: float
    low: float
    high: float

    def at_least(self, seconds: float) -> Estimate:
        """Return the same, none of it below what is known better."""
        return Estimate(max(self.seconds, seconds), max(self.low, seconds), max(self.high, seconds))


@dataclass(frozen=True)
class _Slopes:
    """Seconds a byte."""

    likely: float
    low: float
    high: float

    def beside(self, anchor: Estimate, more: float) -> Estimate:
        """Go so many bytes on from an anchor; backwards it is the steep slope that falls lowest."""
        low, high = (self.low, self.high) if more >= 0 else (self.high, self.low)
        return Estimate(
            max(anchor.seconds + self.likely * more, 0.0),
            max(anchor.low + low * more, 0.0),
            max(anchor.high + high * more, 0.0),
        )


def project(rate: Rate, size: float, bytes_a_second: float | None = None) -> Estimate:
    """Return how long a restore of ``size`` bytes takes, from restores that were measured.

    A restore is taken to cost something fixed, at most :data:`~drplan.measure.rates.FIXED` seconds, and from
    there on to go at one speed. Of one restore nobody knows how much was which: the slow end takes all of it
    for transfer, the fast end what it can for fixed. Three restores or more of sizes that differ twofold let
    a line be fitted (Theil and Sen); its ends are the flattest and the steepest line through two of them.
    ``bytes_a_second`` is the declared speed: in a lab no restore is believed to be faster (``COMPRESSED``
    times at the fast end), as the lab's network is none. Longer for more bytes, always.
    """
    each = [_alone(restored, size, bytes_a_second) for restored in rate.restores]
    apart = Estimate(
        median(one.seconds for one in each), min(one.low for one in each), max(one.high for one in each)
    )
    fitted = _fitted(rate.restores, size, bytes_a_second)
    if fitted is None:
        return apart
    low, high = max(fitted.low, apart.low), min(fitted.high, apart.high)
    return Estimate(fitted.seconds, min(low, fitted.seconds), max(high, fitted.seconds))


def _alone(restored: Restored, size: float, bytes_a_second: float | None) -> Estimate:
    """Project from one restore."""
    whole = restored.seconds / restored.size
    least = (restored.seconds - min(FIXED, restored.seconds)) / restored.size
    anchor = Estimate(restored.seconds, restored.seconds, restored.seconds)
    if size < restored.size:
        return _Slopes((whole + least) / 2, least, whole).beside(anchor, size - restored.size)
    if bytes_a_second is None:
        return _Slopes(whole, least, whole).beside(anchor, size - restored.size)
    floor = _floor(restored, bytes_a_second)
    slopes = _Slopes(max(least, floor), max(least, floor / COMPRESSED), max(whole, floor))
    return slopes.beside(anchor, size - restored.size)


def _floor(restored: Restored, bytes_a_second: float) -> float:
    """Return the least seconds a byte; outside a lab what was measured is better than what was declared."""
    declared = 1 / bytes_a_second
    return declared if restored.lab else min(declared, restored.seconds / restored.size)


def _fitted(restores: Sequence[Restored], size: float, bytes_a_second: float | None) -> Estimate | None:
    sizes = [float(each.size) for each in restores]
    if len(sizes) < _TOLD or max(sizes) < _APART * min(sizes):
        return None
    seconds = [each.seconds for each in restores]
    line = robust_line(sizes, seconds)
    pairs = combinations(zip(sizes, seconds, strict=True), 2)
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairs if x1 != x2]
    newest = restores[-1]
    floor = _floor(newest, bytes_a_second) if bytes_a_second and newest.lab else 0.0
    likely = max(line.per_day, floor, 0.0)
    flattest = max(min(slopes), floor / COMPRESSED, 0.0)
    found = _Slopes(likely, min(flattest, likely), max(*slopes, likely))
    farthest = max(sizes)
    level = max(line.at(farthest), 0.0)
    off = max(abs(y - line.at(x)) for x, y in zip(sizes, seconds, strict=True))
    return found.beside(Estimate(level, max(level - off, 0.0), level + off), size - farthest)
