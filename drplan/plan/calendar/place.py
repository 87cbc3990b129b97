"""Finding each job its row of starts, so that the fullest resource is as empty as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, sqrt

from drplan.plan.calendar.level_off import level_off
from drplan.plan.calendar.levels import Levels, Task

_RETRIES = 3


@dataclass
class Arrangement:
    """Tasks by their number to the number of their row; ``left`` fit nowhere beside the others."""

    tasks: Sequence[Task]
    levels: Levels
    rows: dict[int, int] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)

    def settle(self, order: Iterable[int]) -> None:
        """Put each where it raises its fullest resource least, one after the other."""
        for number in order:
            task = self.tasks[number]
            share, row = self.levels.best(task)
            if share == inf:
                self.left.append(number)
            else:
                self.rows[number] = row
                self.levels.put(task, task.rhythm.rows[row])

    def settle_left(self) -> None:
        """Try those again that fitted nowhere, now that others may have moved."""
        left, self.left = self.left, []
        self.settle(left)

    def worth(self) -> tuple[int, float]:
        """Return what is compared, less being better: how many are left, how full the fullest resource."""
        levels = self.levels
        shares = (levels.peak(name) / max(1, floor) for name, floor in levels.floors.items())
        return len(self.left), max(shares, default=0.0)


def arrange(tasks: Sequence[Task], floors: Mapping[str, int], budgets: Mapping[str, int]) -> Arrangement:
    """Try several orders, keep the best, level it off; then once more with those first that were left."""
    orders = [_order(tasks, floors, rule) for rule in _RULES]
    best = min((_tried(tasks, floors, budgets, order) for order in orders), key=Arrangement.worth)
    level_off(best.tasks, best.levels, best.rows)
    best.settle_left()
    for _ in range(_RETRIES):
        if not best.left:
            break
        first = set(best.left)
        order = sorted(orders[0], key=lambda number: number not in first)
        again = _tried(tasks, floors, budgets, order)
        if again.worth() >= best.worth():
            break
        best = again
    return best


def _tried(
    tasks: Sequence[Task], floors: Mapping[str, int], budgets: Mapping[str, int], order: Sequence[int]
) -> Arrangement:
    found = Arrangement(tasks, Levels(floors, budgets))
    found.settle(order)
    return found


def _order(
    tasks: Sequence[Task], floors: Mapping[str, int], rule: Callable[[float, int], float]
) -> list[int]:
    """Sort tasks: the heaviest first, equals as they are declared by name."""
    weights = [rule(_share(task, floors), task.takes) for task in tasks]
    return sorted(range(len(tasks)), key=lambda number: (-weights[number], tasks[number].job.key))


def _share(task: Task, floors: Mapping[str, int]) -> float:
    """Return the largest part of a resource's floor that one run fills."""
    return max((load / max(1, floors[name]) for name, load in task.loads), default=0.0)


def _tall_and_long(share: float, takes: int) -> float:
    return share * sqrt(takes)


def _tall(share: float, _takes: int) -> float:
    return share


_RULES: tuple[Callable[[float, int], float], ...] = (_tall_and_long, _tall)
"""Measured against each other and against ``share * takes`` on 10,000 jobs: each wins on some loads."""
