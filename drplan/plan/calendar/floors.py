"""What no calendar can pass under: a lower bound of each resource's peak, to measure ours against."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import accumulate

from drplan.plan.calendar.hours import WEEK_GRAINS, free, hours_of
from drplan.plan.calendar.levels import Task
from drplan.plan.calendar.rhythm import Rhythm

_SETS = 8
_GROUPS = 64

_Group = tuple[Rhythm, int, int]
"""A rhythm, how many grains a run takes, and the hours it may lie in as a number of one bit a grain."""


def floors(tasks: Iterable[Task]) -> Mapping[str, int]:
    """Return for each resource a rate in bits a second that its peak cannot be under.

    That is the largest single job's, or more where the hours are few: what must run within some hours,
    spread over them evenly. Looked at are all hours that its jobs may run in together, and those of its
    heaviest windows; a job that may run elsewhere too counts with what of it cannot.
    """
    biggest: dict[str, int] = defaultdict(int)
    groups: dict[str, Counter[_Group]] = defaultdict(Counter)
    for task in tasks:
        group = (task.rhythm, task.takes, _open(task))
        for name, load in task.loads:
            biggest[name] = max(biggest[name], load)
            groups[name][group] += load
    within = _Within()
    return {name: max(biggest[name], *_spread(groups[name], within)) for name in sorted(groups)}


def _open(task: Task) -> int:
    return _number(free(hours_of(task.job)))


def _number(week: bytes) -> int:
    return int.from_bytes(week, "big")


def _spread(loads: Counter[_Group], within: _Within) -> Iterable[int]:
    """Yield, for some sets of hours, what they must carry on average."""
    heaviest: Counter[int] = Counter()
    every = 0
    for (kept, takes, hours), load in loads.items():
        heaviest[hours] += load * kept.runs_a_week * takes
        every |= hours
    sets = dict.fromkeys([every, *(hours for hours, _ in heaviest.most_common(_SETS))])
    for hours in sets:
        work = sum(
            load * within.least(group, hours, exact=len(loads) <= _GROUPS) for group, load in loads.items()
        )
        yield -(-work // hours.bit_count())


class _Within:
    """How many grains a week of a job lie within some hours at the least, remembered."""

    def __init__(self) -> None:
        self._found: dict[tuple[Rhythm, int, int], int] = {}

    def least(self, group: _Group, hours: int, *, exact: bool) -> int:
        """Return all of it when it may run nowhere else; else the least of its rows, 0 unless ``exact``."""
        kept, takes, own = group
        if own | hours == hours:
            return kept.runs_a_week * takes
        if not exact:
            return 0
        key = (kept, takes, hours)
        if key not in self._found:
            self._found[key] = _least_overlap(kept, takes, hours)
        return self._found[key]


def _least_overlap(kept: Rhythm, takes: int, hours: int) -> int:
    week = hours.to_bytes(WEEK_GRAINS, "big")
    sums = [0, *accumulate(week + week)]
    overlap = [sums[start + takes] - sums[start] for start in range(WEEK_GRAINS)]
    circle = [sum(overlap[start :: kept.circle]) for start in range(kept.circle)]
    return min(sum(circle[start] for start in row) for row in kept.rows)
