"""What would make room for a job that fits nowhere: the smallest changes, found by trying."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from math import ceil, inf

from drplan.plan.calendar.hours import grains_down
from drplan.plan.calendar.levels import bits, mbit_s
from drplan.plan.calendar.model import GRAIN, WEEK, Job, Relaxation, Resource
from drplan.plan.calendar.place import Arrangement
from drplan.plan.calendar.ready import arranged, task_of
from drplan.plan.calendar.relaxed import described, relaxed

_STEP = 0.1
"""Mbit/s: budgets are raised by multiples of it."""

_PROVEN = 150
"""In a week of no more jobs than that, changes are proven by planning the whole of it anew."""

_DAY = 24 * 60
_MINUTE = timedelta(minutes=1)
_MOST_BUDGET = 100_000_000

_Steps = Mapping[str, int]
"""``window``, ``apart`` and ``thaw`` in grains; any other word is a resource, in steps of budget."""

_TIMES = ("window", "apart", "thaw")


def relaxations(
    job: Job, jobs: Sequence[Job], resources: Mapping[str, Resource], beside: Arrangement
) -> tuple[Relaxation, ...]:
    """Return changes each of which makes a job fit beside the others, the smallest share first.

    In a week of few jobs each is proven by planning all of it anew: with the change it fits, and with one
    step less (five minutes, 0.1 Mbit/s) it does not. Where many are planned they are tried beside what is
    placed. Changes of several kinds at once are looked for only where no single one is enough.
    """
    search = _Search(job, resources, beside)
    found = list(search.singles()) or list(search.several())
    if len(jobs) <= _PROVEN:
        found = [proven for steps in found if (proven := _proven(search, steps, jobs)) is not None]
    changes = (described(job, resources, search.change(steps)) for steps in found if steps)
    distinct = {change.words: change for change in changes}
    return tuple(sorted(distinct.values(), key=lambda change: (change.share, change.words)))


def least(fits: Callable[[int], bool], most: int, near: int = 1) -> int | None:
    """Return a number from 1 to ``most`` that fits while the one before does not; ``None`` if none is found.

    0 is known not to fit. Looks near ``near`` first, then ever further away.
    """
    low, high = 0, min(near, most)
    if high < 1:
        return None
    while not fits(high):
        if high == most:
            return None
        low, high = high, min(most, 2 * high)
    if low == 0 and high > 1 and not fits(high - 1):
        return high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


@dataclass(frozen=True)
class _Search:
    """Tries changes of one job beside what is placed."""

    job: Job
    resources: Mapping[str, Resource]
    beside: Arrangement

    def most(self) -> dict[str, int]:
        """Return how far each kind of change of times can go."""
        window, limit = self.job.window, max(self.job.limit, timedelta(0))
        longest = max((each.end - each.first for each in self.job.frozen), default=0)
        most = {
            "window": -(-(_DAY - window.lasts // _MINUTE) // GRAIN) if window else 0,
            "apart": WEEK // GRAIN - grains_down(limit),
            "thaw": -(-longest // GRAIN),
        }
        return {kind: steps for kind, steps in most.items() if steps > 0}

    def singles(self) -> Iterator[_Steps]:
        """Yield the least of each single kind of change that makes it fit."""
        for kind, most in (self.most() | dict.fromkeys(sorted(self.job.loads), _MOST_BUDGET)).items():
            steps = least(partial(self._fits_with, {}, kind), most)
            if steps is not None:
                yield {kind: steps}

    def several(self) -> Iterator[_Steps]:
        """Yield changes of several kinds at once: of times until there are rows, then of budgets."""
        for turn in range(len(_TIMES)):
            steps = dict(self.most())
            for kind in (*_TIMES[turn:], *_TIMES[:turn]):
                if kind in steps and self._rows({**steps, kind: 0}):
                    del steps[kind]
                elif kind in steps:
                    steps[kind] = least(partial(self._rows_with, steps, kind), steps[kind]) or steps[kind]
            if self._rows(steps):
                yield {**steps, **self._budgets(steps)}

    def change(self, steps: _Steps) -> Relaxation:
        """Return steps as a change that has no words yet."""
        window, apart, thaw = (steps.get(kind, 0) * GRAIN for kind in _TIMES)
        more = {name: round(steps[name] * _STEP, 1) for name in sorted(steps) if name not in _TIMES}
        return Relaxation("", 0.0, window, apart, thaw, more)

    def made(self, steps: _Steps) -> tuple[Job, dict[str, Resource]]:
        """Return the job and the resources after so many steps."""
        return relaxed(self.job, self.resources, self.change(steps))

    def _fits_with(self, steps: _Steps, kind: str, number: int) -> bool:
        job, resources = self.made({**steps, kind: number})
        task = task_of(job)
        budgets = {name: bits(each.budget) for name, each in resources.items()}
        return task is not None and self.beside.levels.allowing(budgets).best(task)[0] != inf

    def _rows(self, steps: _Steps) -> bool:
        return task_of(self.made(steps)[0]) is not None

    def _rows_with(self, steps: _Steps, kind: str, number: int) -> bool:
        return self._rows({**steps, kind: number})

    def _budgets(self, steps: _Steps) -> dict[str, int]:
        """Return the steps of budget that the row needs which passes its budgets by the least part."""
        task, levels = task_of(self.made(steps)[0]), self.beside.levels
        if task is None or not task.loads:
            return {}
        raised = {name: levels.raised(task, name) for name, _ in task.loads}
        shares = ([rate / levels.budgets[name] for rate in rates] for name, rates in raised.items())
        fullest = [max(each) for each in zip(*shares, strict=True)]
        row = fullest.index(min(fullest))
        short = {name: mbit_s(rates[row] - levels.budgets[name]) for name, rates in raised.items()}
        return {name: ceil(missing / _STEP - 1e-6) for name, missing in short.items() if missing > 0}


def _proven(search: _Search, steps: _Steps, jobs: Sequence[Job]) -> _Steps | None:
    """Return steps with which a whole new plan places the job and loses no other; ``None`` if none are found.

    Of a single kind, they are the least. Of several, all grow together where they are not enough.
    """
    lost = {search.beside.tasks[number].job.key for number in search.beside.left}

    def fits(tried: _Steps) -> bool:
        job, resources = search.made(tried)
        if task_of(job) is None:
            return False
        others = [job if each.key == job.key else each for each in jobs]
        anew = arranged(others, resources)
        left = {anew.tasks[number].job.key for number in anew.left}
        return job.key not in left and left <= lost

    if len(steps) == 1:
        ((kind, near),) = steps.items()
        most = search.most().get(kind, _MOST_BUDGET)
        number = least(lambda tried: fits({kind: tried}), most, near)
        return None if number is None else {kind: number}
    return steps if fits(steps) else None
