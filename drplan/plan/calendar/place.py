"""Finding each job its row of starts, so that the fullest resource is as empty as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, sqrt

from drplan.plan.calendar.level_off import FLAT, level_off
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
        """Return what is compared, less being better: how many are left, how much too full resources are."""
        levels = self.levels
        shares = (levels.peak(name) / max(1, floor) for name, floor in levels.floors.items())
        return len(self.left), sum(max(0.0, share - FLAT) for share in shares)


def arrange(tasks: Sequence[Task], floors: Mapping[str, int], budgets: Mapping[str, int]) -> Arrangement:
    """Try several rules, keep the best, level it off; then once more with those first that were left."""
    tried = []
    for rule, soft in _RULES:
        found = Arrangement(tasks, Levels(floors, budgets, soft=soft))
        found.settle(_order(tasks, floors, rule))
        tried.append(found)
    best = min(tried, key=Arrangement.worth)
    level_off(best.tasks, best.levels, best.rows)
    best.settle_left()
    for _ in range(_RETRIES):
        if not best.left:
            break
        again = Arrangement(tasks, Levels(floors, budgets, soft=best.levels.soft))
        again.settle(sorted([*best.rows, *best.left], key=_first(best.left, _order(tasks, floors, _tall))))
        if again.worth() >= best.worth():
            break
        best = again
    return best


def _first(left: Iterable[int], order: Sequence[int]) -> Callable[[int], tuple[bool, int]]:
    """Return a sort key: those that were left first, the others in their order."""
    ahead, place = set(left), {number: place for place, number in enumerate(order)}
    return lambda number: (number not in ahead, place[number])


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


_RULES = ((_tall_and_long, False), (_tall, True))
"""Orders, and whether levels are soft: of the pairs tried on 10,000 jobs, the two best, on unlike loads."""
