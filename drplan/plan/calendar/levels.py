"""How full each resource is at each grain of the week, and where a job raises it least."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import inf
from operator import add
from typing import TypeVar

from drplan.plan.calendar.hours import DAY_GRAINS, WEEK_GRAINS
from drplan.plan.calendar.model import Job
from drplan.plan.calendar.rhythm import Rhythm

_Rate = TypeVar("_Rate", int, float)

_POWER = 8

_BITS = 1_000_000
"""Rates are counted in whole bits a second, so that sums are the same in whatever order they are made."""


def bits(mbit_s: float) -> int:
    """Return a rate in bits a second, at least 1: what is not known to load something still counts."""
    return max(1, round(mbit_s * _BITS))


def mbit_s(rate: int) -> float:
    """Return a rate in bits a second in Mbit/s."""
    return rate / _BITS


@dataclass(frozen=True)
class Task:
    """A job made ready: its rows of starts, how many grains a run takes, bits a second by resource."""

    job: Job
    rhythm: Rhythm
    takes: int
    loads: tuple[tuple[str, int], ...]

    @property
    def work(self) -> int:
        """Grains of a week in which it runs."""
        return self.rhythm.runs_a_week * self.takes


class Levels:
    """The load of each resource: at each time of day the most of all seven days, in bits a second.

    ``floors`` are what loads are compared with; ``budgets`` what they may not pass. How full resources are
    is taken together as the fullest of them, or, when ``soft``, as a sum of powers that hears the others
    too: which of both levels better depends on the loads.
    """

    def __init__(self, floors: Mapping[str, int], budgets: Mapping[str, int], *, soft: bool = False) -> None:
        self.floors, self.budgets, self.soft = floors, budgets, soft
        self._share = {name: 1 / max(1, floor) for name, floor in floors.items()}
        self.day = {name: [0] * DAY_GRAINS for name in floors}
        self._daily = {name: [0] * DAY_GRAINS for name in floors}
        self._other: dict[str, list[int]] = {}

    def week(self, name: str) -> list[int]:
        """Return a resource's load at each grain of the week."""
        daily = self._daily[name] * (WEEK_GRAINS // DAY_GRAINS)
        return list(map(add, daily, self._other[name])) if name in self._other else daily

    def allowing(self, budgets: Mapping[str, int]) -> Levels:
        """Return the same loads, not a copy of them, under other budgets."""
        other = Levels({}, budgets, soft=self.soft)
        other.floors, other.day, other._daily, other._other = self.floors, self.day, self._daily, self._other
        other._share = self._share
        return other

    def put(self, task: Task, row: Sequence[int]) -> None:
        """Add a job that starts at a row of its rhythm."""
        self._add(task, row, 1)

    def take(self, task: Task, row: Sequence[int]) -> None:
        """Take it away again."""
        self._add(task, row, -1)

    def best(self, task: Task) -> tuple[float, int]:
        """Return how little the fullest of a job's resources can be filled, and by which row.

        As a share of that resource's floor; ``inf`` where each row passes a budget.
        """
        if not task.loads:
            return 0.0, 0
        found = self._raised(task, self._shares(task))
        least = min(found)
        number = found.index(least)
        if self._within(task, task.rhythm.rows[number]):
            return least, number
        found = self._raised(task, self._allowed(task))
        least = min(found)
        return least, found.index(least)

    def raised(self, task: Task, name: str) -> Sequence[int]:
        """Return what each row would bring one of its resources to, in bits a second."""
        load = dict(task.loads)[name]
        return self._raised(task, [rate + load for rate in self._arc(task, name)])

    def peak(self, name: str) -> int:
        """Return the most that a resource carries."""
        return max(self.day[name])

    def at(self, task: Task, row: Sequence[int], name: str) -> int:
        """Return the most that a resource carries while a job runs."""
        circle = self.day[name] if task.rhythm.circle == DAY_GRAINS else self.week(name)
        twice = circle + circle
        return max(max(twice[start : start + task.takes]) for start in row)

    def _within(self, task: Task, row: Sequence[int]) -> bool:
        return all(self.at(task, row, name) + load <= self.budgets[name] for name, load in task.loads)

    def _arc(self, task: Task, name: str) -> list[int]:
        """Return the resource's load over all grains that a run of the job may lie in."""
        kept = task.rhythm
        circle = self.day[name] if kept.circle == DAY_GRAINS else self.week(name)
        end = kept.first + kept.length + task.takes - 1
        if end <= kept.circle:
            return circle[kept.first : end]
        return (circle * (1 + -(-end // kept.circle)))[kept.first : end]

    def _shares(self, task: Task) -> list[float]:
        """Return how full its resources would be, taken together, were the job in all grains at once."""
        arcs: list[Iterable[float]] = [
            map(self._share[name].__mul__, map(load.__add__, self._arc(task, name)))
            for name, load in task.loads
        ]
        if len(arcs) == 1:
            return list(arcs[0])
        if not self.soft:
            return list(map(max, *arcs))
        together = map(pow, arcs[0], repeat(_POWER))
        for arc in arcs[1:]:
            together = map(add, together, map(pow, arc, repeat(_POWER)))
        return list(together)

    def _allowed(self, task: Task) -> list[float]:
        """Return the same with ``inf`` wherever a budget is passed."""
        shares = self._shares(task)
        for name, load in task.loads:
            room = self.budgets[name] - load
            shares = [
                inf if rate > room else share
                for share, rate in zip(shares, self._arc(task, name), strict=True)
            ]
        return shares

    def _raised(self, task: Task, arc: list[_Rate]) -> Sequence[_Rate]:
        highest = slide(arc, task.takes)
        columns = [column(highest) for column in task.rhythm.columns]
        return columns[0] if len(columns) == 1 else list(map(max, *columns))

    def _add(self, task: Task, row: Sequence[int], sign: int) -> None:
        for name, load in task.loads:
            change = (sign * load).__add__
            if task.rhythm.circle == DAY_GRAINS:
                for start in row:
                    _change(self._daily[name], start, task.takes, change)
                    _change(self.day[name], start, task.takes, change)
            else:
                other = self._other.setdefault(name, [0] * WEEK_GRAINS)
                for start in row:
                    _change(other, start, task.takes, change)
                self._fold(name, row, task.takes)

    def _fold(self, name: str, row: Sequence[int], takes: int) -> None:
        other, daily, day = self._other[name], self._daily[name], self.day[name]
        for grain in {(start + each) % DAY_GRAINS for start in row for each in range(min(takes, DAY_GRAINS))}:
            day[grain] = daily[grain] + max(other[grain::DAY_GRAINS])


def _change(circle: list[int], start: int, takes: int, change: Callable[[int], int]) -> None:
    end = start + takes
    circle[start:end] = map(change, circle[start:end])
    if end > len(circle):
        circle[: end - len(circle)] = map(change, circle[: end - len(circle)])


def slide(line: list[_Rate], width: int) -> list[_Rate]:
    """Return the highest of each ``width`` neighbours, in steps that double."""
    reach = 1
    while 2 * reach <= width:
        line = list(map(max, line, line[reach:]))
        reach *= 2
    return list(map(max, line, line[width - reach :])) if reach < width else line
