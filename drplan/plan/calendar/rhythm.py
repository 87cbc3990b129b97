"""Which rows of starts keep a cadence: the same each day where that costs few more runs, else a week's."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any

from drplan.plan.calendar.hours import DAY_GRAINS, WEEK_GRAINS, Hours, starts

_SPARE = 1.25
"""Rows that are the same every day are easier to remember: they may take a quarter more runs.

What must start more than once a day is the same every day whenever that is possible at all.
"""

_SPANS = 4
_CANDIDATES = 288
_STEPS = 12_000


@dataclass(frozen=True, eq=False)
class Rhythm:
    """Rows of starts that all keep the cadence, on a circle of a day's or of a week's grains.

    All starts of all rows lie within ``length`` grains from ``first`` on.
    """

    circle: int
    rows: tuple[tuple[int, ...], ...]
    first: int
    length: int

    @cached_property
    def columns(self) -> Sequence[Callable[[Sequence[Any]], tuple[Any, ...]]]:
        """What looks up, in one call each, the first starts of all rows, the second ones and so on."""
        found = []
        for column in zip(*self.rows, strict=True):
            places = [(start - self.first) % self.circle for start in column]
            found.append(itemgetter(*places, *places[: len(places) == 1]))
        return found

    def pause(self, takes: int) -> int:
        """Return a length that no pause between two runs of ``takes`` grains passes, whatever the row."""
        return max(_widest(row, self.circle) for row in self.rows) - takes

    @property
    def runs_a_week(self) -> int:
        """How many runs a week has."""
        return len(self.rows[0]) * (WEEK_GRAINS // self.circle)

    def week(self, row: Sequence[int]) -> tuple[int, ...]:
        """Return a row's starts over the whole week, in order."""
        return tuple(
            sorted(start for day in range(0, WEEK_GRAINS, self.circle) for start in _later(row, day))
        )


def _later(row: Sequence[int], by: int) -> Iterator[int]:
    return (start + by for start in row)


@lru_cache(maxsize=4096)
def rhythm(hours: Hours, limit: int) -> Rhythm | None:
    """Return the rows whose starts are at most ``limit`` grains apart, the week coming round; or ``None``.

    A run ends before the next starts.
    """
    if limit < hours.takes:
        return None
    return _rows(starts(hours), hours.takes, limit)


def _rows(allowed: tuple[int, ...], takes: int, limit: int) -> Rhythm | None:
    if not allowed or _widest(allowed, WEEK_GRAINS) > limit:
        return None
    daily = _daily(allowed, takes, limit)
    if daily is not None and (limit < DAY_GRAINS or len(daily[0]) * 7 <= _SPARE * -(-WEEK_GRAINS // limit)):
        return _rhythm(DAY_GRAINS, daily)
    weekly = _weekly(allowed, takes, limit)
    if weekly and (daily is None or len(daily[0]) * 7 > _SPARE * len(weekly[0])):
        return _rhythm(WEEK_GRAINS, weekly)
    return _rhythm(DAY_GRAINS, daily) if daily is not None else None


def _rhythm(circle: int, rows: Sequence[tuple[int, ...]]) -> Rhythm:
    used = sorted({start for row in rows for start in row})
    gap, after = max(
        ((later - earlier) % circle or circle, later)
        for earlier, later in zip(used, used[1:] + used[:1], strict=True)
    )
    return Rhythm(circle, tuple(rows), after, circle - gap + 1)


def _widest(found: Sequence[int], circle: int) -> int:
    """Return the widest gap between neighbours on a circle."""
    around = max((b - a for a, b in pairwise(found)), default=0)
    return max(around, circle - found[-1] + found[0])


def _daily(allowed: Sequence[int], takes: int, limit: int) -> list[tuple[int, ...]] | None:
    """Return rows of as few starts a day as keep the limit, at hours open on all seven days."""
    each_day = [0] * DAY_GRAINS
    for start in allowed:
        each_day[start % DAY_GRAINS] += 1
    may = frozenset(start for start, days in enumerate(each_day) if days == WEEK_GRAINS // DAY_GRAINS)
    if not may or _widest(sorted(may), DAY_GRAINS) > limit:
        return None
    fewest = max(1, -(-DAY_GRAINS // limit))
    for runs in range(fewest, min(DAY_GRAINS // takes, 2 * fewest + 1) + 1):
        rows = _even(may, runs) or _squeezed(may, runs, takes, limit)
        if rows:
            return rows
    return None


def _even(may: frozenset[int], runs: int) -> list[tuple[int, ...]]:
    """Return rows of starts that divide the day evenly."""
    steps = [number * DAY_GRAINS // runs for number in range(runs)]
    rows = (tuple((first + step) % DAY_GRAINS for step in steps) for first in range(-(-DAY_GRAINS // runs)))
    return [row for row in rows if may.issuperset(row)]


def _squeezed(may: frozenset[int], runs: int, takes: int, limit: int) -> list[tuple[int, ...]]:
    """Return rows that are even within the open hours, and as long apart overnight as the limit lets them."""
    if runs == 1:
        return []
    ordered = sorted(may)
    ends = zip(ordered, ordered[1:] + ordered[:1], strict=True)
    gap, opens = max(((later - earlier) % DAY_GRAINS, later) for earlier, later in ends)
    room = DAY_GRAINS - gap
    least, most = max(DAY_GRAINS - limit, (runs - 1) * takes), min(room, (runs - 1) * limit)
    spans = sorted({most - (most - least) * number // (2 * _SPANS) for number in range(_SPANS)})
    rows = []
    for span in spans if least <= most else ():
        steps = [number * span // (runs - 1) for number in range(runs)]
        for first in range(opens, opens + room - span + 1):
            row = tuple((first + step) % DAY_GRAINS for step in steps)
            if may.issuperset(row) and DAY_GRAINS - span >= takes:
                rows.append(row)
    return rows


def _weekly(allowed: Sequence[int], takes: int, limit: int) -> list[tuple[int, ...]]:
    """Return rows of as few starts a week as keep the limit, each as even as the open hours let it be."""
    chain = _Chain(allowed, takes, limit)
    first = [start for start in allowed if start <= allowed[0] + limit]
    counted = [(chain.count(start), start) for start in _some(first, _CANDIDATES)]
    fewest = min(count for count, _ in counted)
    least = [start for count, start in counted if count == fewest]
    rows = (chain.row(start, fewest) for start in _some(least, max(24, _STEPS // fewest)))
    return [row for row in rows if row is not None]


def _some(found: Sequence[int], most: int) -> list[int]:
    """Return at most so many of them, evenly chosen."""
    step = max(1, -(-len(found) // most))
    return list(found[::step])


class _Chain:
    """Starts over a week, each within the limit of the one before, and the first of that of the last."""

    def __init__(self, allowed: Sequence[int], takes: int, limit: int) -> None:
        self._takes, self._limit = takes, limit
        self._line = [*allowed, *(start + WEEK_GRAINS for start in allowed)]

    def count(self, first: int) -> int:
        """Return the fewest starts of a week that begins with ``first``."""
        return len(self._latest(first))

    def row(self, first: int, runs: int) -> tuple[int, ...] | None:
        """Return a row of ``runs`` starts from ``first``, as even as can be; ``None`` when runs overlap."""
        earliest = self._earliest(first, runs)
        row = [first]
        for number in range(1, runs):
            low = max(earliest[number], row[-1] + self._takes)
            near = self._nearest(first + number * WEEK_GRAINS // runs, low, row[-1] + self._limit)
            if near is None:
                return None
            row.append(near)
        if first + WEEK_GRAINS - row[-1] < self._takes:
            return None
        return tuple(sorted(start % WEEK_GRAINS for start in row))

    def _latest(self, first: int) -> list[int]:
        row = [first]
        while row[-1] + self._limit < first + WEEK_GRAINS:
            row.append(self._line[bisect_right(self._line, row[-1] + self._limit) - 1])
        return row

    def _earliest(self, first: int, runs: int) -> list[int]:
        """Return the earliest each start may lie for the rest to reach around."""
        found, following = [0] * runs, first + WEEK_GRAINS
        for number in range(runs - 1, 0, -1):
            following = self._line[bisect_left(self._line, following - self._limit)]
            found[number] = following
        return found

    def _nearest(self, wanted: int, low: int, high: int) -> int | None:
        """Return the allowed start from ``low`` to ``high`` that is nearest to the one wanted."""
        place = bisect_left(self._line, min(max(wanted, low), high))
        near = [each for each in self._line[max(0, place - 1) : place + 1] if low <= each <= high]
        return min(near, key=lambda each: (abs(each - wanted), each), default=None)
