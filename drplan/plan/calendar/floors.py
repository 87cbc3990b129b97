"""What no calendar can pass under: a lower bound of each resource's peak, to measure ours against."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from heapq import nlargest
from itertools import accumulate
from operator import sub

from drplan.plan.calendar.hours import WEEK_GRAINS, free, hours_of
from drplan.plan.calendar.levels import Task
from drplan.plan.calendar.rhythm import Rhythm

_SETS = 8
_GROUPS = 1000

_Group = tuple[Rhythm, int, int]
"""A rhythm, how many grains a run takes, and the hours it may lie in as a number of one bit a grain."""


def floors(tasks: Iterable[Task]) -> Mapping[str, int]:
    """Return for each resource a rate in bits a second that its peak cannot be under.

    That is the largest single job's, or more where the hours are few: what must run within some hours,
    spread over them evenly. Looked at are all hours that its jobs may run in together, and those of its
    heaviest windows; a job that may run elsewhere too counts with what of it cannot.
    """
    biggest: dict[str, int] = defaultdict(int)
    pauses: dict[_Group, int] = {}
    groups: dict[str, Counter[_Group]] = defaultdict(Counter)
    meet: dict[str, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for task in tasks:
        group = (task.rhythm, task.takes, _open(task))
        pause = pauses.get(group) or pauses.setdefault(group, task.rhythm.pause(task.takes))
        for name, load in task.loads:
            biggest[name] = max(biggest[name], load)
            meet[name][pause, task.takes].append(load)
            groups[name][group] += load
    within = _Within()
    return {
        name: max(biggest[name], _meeting(meet[name]), *_spread(groups[name], within))
        for name in sorted(groups)
    }


def _meeting(loads: Mapping[tuple[int, int], list[int]]) -> int:
    """Return the most that two jobs load together which meet whatever their starts.

    One that takes longer than another's pauses, from end to start, meets it.
    """
    tallest = {key: nlargest(2, found) for key, found in loads.items()}
    most = 0
    for (pause, takes), often in tallest.items():
        for key, long in tallest.items():
            same = key == (pause, takes)
            if key[1] > pause and (not same or len(often) > 1):
                most = max(most, sum(often) if same else often[0] + long[0])
    return most


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


@lru_cache(maxsize=64)
def _sums(hours: int) -> list[int]:
    week = hours.to_bytes(WEEK_GRAINS, "big")
    return [0, *accumulate(week + week)]


def _least_overlap(kept: Rhythm, takes: int, hours: int) -> int:
    sums = _sums(hours)
    overlap = list(map(sub, sums[takes : takes + WEEK_GRAINS], sums))
    circle = [sum(overlap[start :: kept.circle]) for start in range(kept.circle)]
    least: int = min(sum(circle[start] for start in row) for row in kept.rows)
    return least
