"""Making a calendar flatter: what runs at a peak is taken out with some others, and put back otherwise.

Known as ruin and recreate (Schrimpf and others, Journal of Computational Physics 159, 2000). Chance is
drawn from a fixed seed: the same jobs give the same calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from math import inf
from random import Random

from drplan.plan.calendar.hours import DAY_GRAINS
from drplan.plan.calendar.levels import Levels, Task

FLAT = 1.08
"""Of its floor: a resource no fuller than that is left in peace."""

_MOVES = 24_000
"""Runs put on a resource, at the most, so that ten thousand jobs take seconds."""

_MOVES_A_JOB = 40
_ROUNDS = 40
_AT_ONCE = 24
_SHARES = (0.1, 0.2, 0.3, 0.5)
_BENDS = (0.0, 0.5, 1.0)


def level_off(tasks: Sequence[Task], levels: Levels, rows: MutableMapping[int, int]) -> None:
    """Change ``levels`` and ``rows`` while resources are much fuller than their floors, up to a bound."""
    work = _Levelling(tasks, levels, rows)
    live = work.peaked(levels.floors)
    for _ in range(_ROUNDS):
        for name in live:
            if work.moves >= min(_MOVES, _MOVES_A_JOB * len(tasks)):
                return
            work.stir(name)
        live = work.peaked(live)


class _Levelling:
    def __init__(self, tasks: Sequence[Task], levels: Levels, rows: MutableMapping[int, int]) -> None:
        self.tasks, self.levels, self.rows = tasks, levels, rows
        self.moves = 0
        self._chance = Random(0)  # noqa: S311 - repeatable on purpose, guards nothing
        self._on: Mapping[str, list[int]] = {name: [] for name in levels.floors}
        for number in sorted(rows):
            for name, _ in tasks[number].loads:
                self._on[name].append(number)

    def peaked(self, names: Iterable[str]) -> list[str]:
        """Return those that are too full, the fullest first."""
        shares = {name: self.levels.peak(name) / max(1, self.levels.floors[name]) for name in names}
        return sorted(
            (name for name in shares if shares[name] > FLAT), key=lambda name: (-shares[name], name)
        )

    def stir(self, name: str) -> None:
        """Take some jobs out, put them back otherwise, and keep that only when it is no worse."""
        if self.levels.peak(name) <= FLAT * self.levels.floors[name]:
            return
        out = self._chosen(name)
        touched = sorted({each for number in out for each, _ in self.tasks[number].loads})
        before, old = self._excess(touched), {number: self.rows[number] for number in out}
        self._lift(out)
        fits = self._put_back(out)
        self.moves += sum(len(self.tasks[number].loads) for number in out)
        if not fits or self._excess(touched) > before:
            self._lift([number for number in out if number in self.rows])
            for number in out:
                self._set(number, old[number])

    def _chosen(self, name: str) -> list[int]:
        """Return what runs at the peak, and some of the others on that resource."""
        day = self.levels.day[name]
        peak = day.index(max(day))
        share = self._draw(_SHARES)
        at_peak = [number for number in self._on[name] if self._runs_at(number, peak)]
        others = set(self._on[name]).difference(at_peak)
        some = [number for number in sorted(others) if self._chance.random() < share]
        return self._few(at_peak) + self._few(some)

    def _few(self, numbers: list[int]) -> list[int]:
        share = _AT_ONCE / max(1, len(numbers))
        return numbers if share >= 1 else [each for each in numbers if self._chance.random() < share]

    def _runs_at(self, number: int, grain: int) -> bool:
        task = self.tasks[number]
        row = task.rhythm.rows[self.rows[number]]
        return any((grain - start) % DAY_GRAINS < task.takes for start in row)

    def _put_back(self, out: Iterable[int]) -> bool:
        bend = self._draw(_BENDS)
        weight = {number: self._weight(number, bend) for number in out}
        for number in sorted(weight, key=lambda each: (-weight[each], each)):
            share, row = self.levels.best(self.tasks[number])
            if share == inf:
                return False
            self._set(number, row)
        return True

    def _weight(self, number: int, bend: float) -> float:
        task = self.tasks[number]
        share = max(load / self.levels.floors[name] for name, load in task.loads)
        return float(share * task.takes**bend) * (1 + 0.4 * self._chance.random())

    def _draw(self, values: Sequence[float]) -> float:
        return values[int(self._chance.random() * len(values))]

    def _lift(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            task = self.tasks[number]
            self.levels.take(task, task.rhythm.rows[self.rows.pop(number)])

    def _set(self, number: int, row: int) -> None:
        self.rows[number] = row
        self.levels.put(self.tasks[number], self.tasks[number].rhythm.rows[row])

    def _excess(self, names: Iterable[str]) -> float:
        """Return by how much, and for how long, resources are fuller than they should be."""
        total = 0.0
        for name in names:
            floor = self.levels.floors[name]
            flat = FLAT * floor
            total += sum([rate - flat for rate in self.levels.day[name] if rate > flat]) / floor
        return total
