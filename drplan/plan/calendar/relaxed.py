"""A job and its resources after a change, and the change in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from drplan.declare.protection import Window
from drplan.plan.calendar.hours import grains_down
from drplan.plan.calendar.model import GRAIN, Frozen, Job, Relaxation, Resource
from drplan.plan.calendar.words import lasting, rate

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def relaxed(
    job: Job, resources: Mapping[str, Resource], change: Relaxation
) -> tuple[Job, dict[str, Resource]]:
    """Return a job and all resources as they are after a change."""
    more = {
        name: replace(each, budget=round(each.budget + change.mbit_s[name], 6))
        for name, each in resources.items()
        if name in change.mbit_s
    }
    changed = _apart(_thawed(_opened(job, change.window), change.thaw), change.apart)
    return changed, {**resources, **more}


def described(job: Job, resources: Mapping[str, Resource], change: Relaxation) -> Relaxation:
    """Return a change with its words, and with the share of the present values that it adds."""
    words, shares = zip(*_parts(job, resources, change), strict=True)
    return replace(change, words=" and ".join(words), share=sum(shares))


def _opened(job: Job, minutes: int) -> Job:
    if job.window is None or not minutes:
        return job
    lasts = min(_DAY, job.window.lasts + minutes * _MINUTE)
    return replace(job, window=Window(opens=job.window.opens, lasts=lasts))


def _thawed(job: Job, minutes: int) -> Job:
    if not minutes:
        return job
    left = (Frozen(each.first, each.end - minutes, each.name) for each in job.frozen)
    return replace(job, frozen=tuple(each for each in left if each.first < each.end))


def _apart(job: Job, minutes: int) -> Job:
    if not minutes:
        return job
    limit = (_whole(job) * GRAIN + minutes) * _MINUTE
    rpo = None if job.rpo is None else max(job.rpo, limit + job.duration)
    return replace(job, cadence=max(job.cadence, limit), rpo=rpo)


def _whole(job: Job) -> int:
    return grains_down(max(job.limit, timedelta(0)))


def _parts(job: Job, resources: Mapping[str, Resource], change: Relaxation) -> Iterator[tuple[str, float]]:
    if change.window and job.window is not None:
        yield f"its window {lasting(change.window)} longer", change.window * _MINUTE / job.window.lasts
    if change.apart:
        after, before = _apart(job, change.apart), max(job.limit, _MINUTE)
        yield _looser(job, after), (after.limit - job.limit) / before
    if change.thaw:
        names = ", ".join(sorted({each.name for each in job.frozen}))
        longest = max(each.end - each.first for each in job.frozen)
        yield f"each freeze ended {lasting(change.thaw)} earlier ({names})", change.thaw / longest
    for name, more in sorted(change.mbit_s.items()):
        yield f"{name} +{rate(more)}", more / resources[name].budget


def _looser(job: Job, after: Job) -> str:
    """Say what of a job's cadence and objective is looser afterwards."""
    words = []
    if after.cadence > job.cadence:
        words.append(f"its cadence {lasting(after.cadence - job.cadence)} longer")
    if job.rpo is not None and after.rpo is not None and after.rpo > job.rpo:
        words.append(f"its RPO {lasting(after.rpo - job.rpo)} longer")
    return " with ".join(words)
