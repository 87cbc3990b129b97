"""Why a job starts where it does, and why one starts nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from drplan.plan.calendar.hours import hours_of, starts
from drplan.plan.calendar.levels import Levels, Task, mbit_s
from drplan.plan.calendar.model import GRAIN, Job
from drplan.plan.calendar.ready import task_of
from drplan.plan.calendar.words import clock, lasting, rate

_DAY = timedelta(days=1)


def why_here(task: Task, row: Sequence[int], levels: Levels) -> tuple[str, ...]:
    """Say what a placed job's starts keep to, and how full the fullest of its resources is meanwhile."""
    job = task.job
    found = [*job.because, _limit(job), *_hours(job)]
    fullest = max(
        ((levels.at(task, row, name) / levels.budgets[name], name) for name, _ in task.loads), default=None
    )
    if fullest is not None:
        name = fullest[1]
        most, budget = mbit_s(levels.at(task, row, name)), mbit_s(levels.budgets[name])
        found.append(f"least load found: {name} at {rate(most)} of {rate(budget)}")
    return tuple(found)


def why_nowhere(job: Job, levels: Levels) -> tuple[str, ...]:
    """Say what stands in an unplaced job's way."""
    return (*job.because, *_obstacles(job, levels))


def _limit(job: Job) -> str:
    if job.rpo is None or job.cadence <= job.rpo - job.duration:
        return f"at most {lasting(job.cadence)} apart, its cadence"
    less = f"an RPO of {lasting(job.rpo)}, less the {lasting(job.duration)} it takes"
    return f"at most {lasting(job.limit)} apart: {less}"


def _hours(job: Job) -> Iterator[str]:
    if job.window is not None and job.window.lasts < _DAY:
        opens = job.window.opens.hour * 60 + job.window.opens.minute
        yield f"within {_window(opens, job.window.lasts)}"
    if job.frozen:
        yield f"clear of {', '.join(sorted({each.name for each in job.frozen}))}"


def _window(opens: int, lasts: timedelta) -> str:
    return f"{clock(opens)} to {clock(opens + lasts // timedelta(minutes=1))}"


def _obstacles(job: Job, levels: Levels) -> Iterator[str]:
    hours = hours_of(job)
    found = starts(hours)
    if job.limit < hours.takes * GRAIN * timedelta(minutes=1):
        yield f"takes {lasting(job.duration)}, and the next would have to start first: {_limit(job)}"
    elif not found:
        yield f"takes {lasting(job.duration)}, longer than its open hours: {'; '.join(_hours(job))}"
    elif task_of(job) is None:
        yield f"must start {_limit(job)}, and its open hours lie further apart: {'; '.join(_hours(job))}"
    else:
        full = ", ".join(f"{name} ({rate(mbit_s(levels.budgets[name]))})" for name in sorted(job.loads))
        yield f"passes the budget of one of these whenever it starts: {full}"
