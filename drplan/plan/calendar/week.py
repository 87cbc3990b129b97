"""From jobs and budgets to a week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from drplan.errors import UsageError
from drplan.plan.calendar.floors import floors
from drplan.plan.calendar.levels import mbit_s
from drplan.plan.calendar.model import GRAIN, Calendar, Job, Peak, Placed, Resource, Unplaced
from drplan.plan.calendar.place import Arrangement
from drplan.plan.calendar.ready import arranged, task_of
from drplan.plan.calendar.reasons import why_here, why_nowhere
from drplan.plan.calendar.relax import relaxations


def plan_week(jobs: Iterable[Job], resources: Iterable[Resource]) -> Calendar:
    """Give each job its starts, the same ones in whatever order jobs and resources are given.

    A placed job keeps its limit from start to start all week round, its window and freezes from start to
    end, and no resource carries more than its budget at any time. Raises ``UsageError`` for a job that is
    given twice, or that loads what is no resource.
    """
    known = {each.name: each for each in sorted(resources, key=lambda each: each.name)}
    ordered = sorted(jobs, key=lambda job: job.key)
    _check(ordered, known)
    found = arranged(ordered, known)
    left = {found.tasks[number].job.key for number in found.left}
    homeless = [job for job in ordered if job.key in left or task_of(job) is None]
    unplaced = (
        Unplaced(job, why_nowhere(job, found.levels), relaxations(job, ordered, known, found))
        for job in homeless
    )
    return Calendar(tuple(_placed(found)), tuple(unplaced), tuple(_peaks(known, found)))


def _check(jobs: list[Job], resources: Mapping[str, Resource]) -> None:
    seen = set()
    for job in jobs:
        if job.key in seen:
            raise UsageError(f"two jobs back up {job.data_set} alike", next_step="give each job once")
        seen.add(job.key)
        for name in job.loads:
            if name not in resources:
                raise UsageError(
                    f"{job.data_set} loads {name!r}, which is no resource",
                    next_step="give a budget for every resource that a job loads",
                )


def _placed(found: Arrangement) -> Iterator[Placed]:
    for number in sorted(found.rows):
        task = found.tasks[number]
        row = task.rhythm.rows[found.rows[number]]
        starts = tuple(start * GRAIN for start in task.rhythm.week(row))
        yield Placed(task.job, starts, why_here(task, row, found.levels))


def _peaks(resources: Mapping[str, Resource], found: Arrangement) -> Iterator[Peak]:
    bounds = floors(found.tasks[number] for number in found.rows)
    for name, resource in resources.items():
        week = found.levels.week(name)
        peak = max(week)
        yield Peak(resource, mbit_s(peak), mbit_s(bounds.get(name, 0)), week.index(peak) * GRAIN)
