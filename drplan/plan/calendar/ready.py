"""Jobs made ready to be placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drplan.plan.calendar.floors import floors
from drplan.plan.calendar.hours import grains_down, hours_of
from drplan.plan.calendar.levels import Task, bits
from drplan.plan.calendar.model import Job, Resource
from drplan.plan.calendar.place import Arrangement, arrange
from drplan.plan.calendar.rhythm import rhythm


def task_of(job: Job) -> Task | None:
    """Return a job with its rows of starts; ``None`` when none keeps its limit, window and freezes."""
    hours = hours_of(job)
    kept = rhythm(hours, grains_down(job.limit))
    loads = tuple((name, bits(job.loads[name])) for name in sorted(job.loads))
    return None if kept is None else Task(job, kept, hours.takes, loads)


def arranged(jobs: Iterable[Job], resources: Mapping[str, Resource]) -> Arrangement:
    """Arrange those of the jobs that have rows at all, in their order."""
    tasks = [task for job in jobs if (task := task_of(job)) is not None]
    bounds = {**dict.fromkeys(resources, 0), **floors(tasks)}
    return arrange(tasks, bounds, {name: bits(each.budget) for name, each in resources.items()})
