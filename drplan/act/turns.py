"""Restores side by side, as far as what they read and pass on their way is declared to bear."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.plan.drill import DrillPlan
from drplan.plan.schedule import Job, Limits, Running, first_to_start
from drplan.plan.ways import Ways

_T = TypeVar("_T")
_ANY = 1 << 30


class Turns:
    """Has whoever restores wait until what the restore uses is free. Safe to use from several threads.

    ``jobs`` by data set; one that is not among them waits for nothing.
    """

    def __init__(self, jobs: Iterable[Job] = (), limits: Limits | None = None) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._running = Running(limits or Limits(_ANY))
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, data_set: str) -> Iterator[None]:
        """Hold what a data set's restore uses."""
        job = self._jobs.get(data_set, Job(data_set, 0, 0.0, 0.0))
        with self._changed:
            self._changed.wait_for(lambda: self._running.may_start(job))
            self._running.start(job)
        try:
            yield
        finally:
            with self._changed:
                self._running.end(job)
                self._changed.notify_all()


def turns_of(plan: DrillPlan, district: District, now: datetime) -> Turns:
    """Return the turns that the restores of a plan take; how many services run at once is not theirs."""
    ways = Ways(district, now.date())
    used = {
        data.name: ways.way(data, plan.points[data.name].repository)
        for service in plan.services
        for data in plan.data_of(service)
        if data.name in plan.points
    }
    jobs = [Job(name, 0, 0.0, 0.0, way.uses) for name, way in used.items()]
    return Turns(jobs, Limits(_ANY, ways.limits(used.values()).of))


def jobs_of_data(chosen: Sequence[DataSet], plan: DrillPlan) -> list[Job]:
    """Return data sets as jobs that read their repository, and pass no declared link: to this machine.

    The largest has the longest path: the last to end decides the end.
    """
    points = plan.points
    return [Job(d.name, 0, 0.0, float(points[d.name].size), (points[d.name].repository,)) for d in chosen]


def side_by_side(
    jobs: Iterable[Job], limits: Limits, do: Callable[[Job], _T], stop: Callable[[], None] = lambda: None
) -> Mapping[str, _T]:
    """Do the jobs, the longest path first; one whose repository is busy lets the next one pass.

    What ``do`` raises, and an interrupt, is raised here once what had begun has ended; ``stop`` hastens that.
    """
    left, running, done = sorted(jobs, key=first_to_start), Running(limits), dict[str, _T]()
    at_work: dict[Future[_T], Job] = {}
    with ThreadPoolExecutor(limits.at_once) as pool:
        try:
            while left or at_work:
                for job in tuple(left):
                    if running.may_start(job):
                        left.remove(job)
                        running.start(job)
                        at_work[pool.submit(do, job)] = job
                for each in wait(at_work, return_when=FIRST_COMPLETED).done:
                    job = at_work.pop(each)
                    running.end(job)
                    done[job.name] = each.result()
        except BaseException:
            stop()
            raise
    return done
