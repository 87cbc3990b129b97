"""A calendar of 10,000 backups over 200 links, beside what is usual: cron at the window's opening, chance."""

import time as clock
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from random import Random
from statistics import median

import pytest

from drplan.declare import Window
from drplan.plan.calendar import Calendar, Job, Resource, plan_week
from drplan.plan.calendar.model import GRAIN, WEEK
from tests.bench.pace import ROUNDS

JOBS, SCHOOLS, RINGS = 10_000, 190, 9
"""190 schools' lines, nine rings that gather them, one line out."""
DAY = 24 * 60
MINUTE = timedelta(minutes=1)
NIGHT = Window(opens=time(18), lasts=timedelta(hours=11))


def backup(number: int, chance: Random) -> Job:
    """Three quarters run nightly, the others every four or twelve hours, at any hour; often is small."""
    kind = chance.random()
    cadence = 24 if kind < 0.75 else 4 if kind < 0.9 else 12
    longest = 120 if cadence >= 12 else 15
    minutes = min(longest, max(2.0, chance.lognormvariate(3, 0.8)))
    school = number % SCHOOLS
    rate = round(chance.lognormvariate(1.5, 0.8) * (1 if cadence >= 12 else 0.25), 2)
    return Job(
        data_set=f"set{number}",
        copies=("offsite",),
        cadence=timedelta(hours=cadence),
        duration=timedelta(minutes=round(minutes)),
        loads=dict.fromkeys((f"school {school}", f"ring {school % RINGS}", "out"), rate),
        window=NIGHT if cadence == 24 else None,
    )


@pytest.fixture(scope="module")
def jobs() -> list[Job]:
    chance = Random(2026)
    return [backup(number, chance) for number in range(JOBS)]


def planned_of(jobs: list[Job]) -> tuple[Calendar, float]:
    """Return the calendar and the CPU seconds it took."""
    names = {name for job in jobs for name in job.loads}
    links = [Resource(name, 1_000_000) for name in names]
    began = clock.process_time()
    calendar = plan_week(jobs, links)
    return calendar, clock.process_time() - began


@pytest.fixture(scope="module")
def planned(jobs) -> tuple[Calendar, float]:
    return planned_of(jobs)


def lower_bound(jobs: list[Job]) -> Mapping[str, float]:
    """Return the plain bound: a link's work over the time it may take, or its biggest single job."""
    work: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    biggest: dict[str, float] = defaultdict(float)
    for job in jobs:
        hours = 24 if job.window is None else 11
        for name, rate in job.loads.items():
            work[name][hours] += rate * grains(job) * runs(job)
            biggest[name] = max(biggest[name], rate)
    spread = {
        name: max(by[11] * GRAIN / (11 * 60), sum(by.values()) * GRAIN / DAY) for name, by in work.items()
    }
    return {name: max(spread[name], biggest[name]) for name in biggest}


def grains(job: Job) -> int:
    return -(-job.duration // (GRAIN * MINUTE))


def runs(job: Job) -> int:
    return DAY * MINUTE // job.cadence


def peaks(jobs: list[Job], starts: Callable[[Job], list[int]]) -> Mapping[str, float]:
    """Return the most that each link carries, jobs starting at the given minutes of the week."""
    changes: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for job in jobs:
        for start in starts(job):
            end = start + grains(job) * GRAIN
            for first, last in ((start, min(end, WEEK)), (0, end - WEEK)):
                if first < last:
                    for name, rate in job.loads.items():
                        changes[name][first] += rate
                        changes[name][last] -= rate
    return {name: highest(by) for name, by in changes.items()}


def highest(changes: Mapping[int, float]) -> float:
    carried = most = 0.0
    for minute in sorted(changes):
        carried += changes[minute]
        most = max(most, carried)
    return most


def at_opening(job: Job) -> list[int]:
    """Return what everybody's cron lines say: the hour the window opens, or on the hour."""
    first = 18 * 60 if job.window else 0
    return daily([first + number * DAY // runs(job) for number in range(runs(job))])


def by_chance(chance: Random) -> Callable[[Job], list[int]]:
    """Return what RandomizedDelaySec= does: a delay within the window, or within the cadence."""

    def starts(job: Job) -> list[int]:
        room = (11 * 60 if job.window else DAY // runs(job)) - grains(job) * GRAIN
        return [start + chance.randrange(max(1, room)) for start in at_opening(job)]

    return starts


def daily(minutes: list[int]) -> list[int]:
    return [(day * DAY + minute) % WEEK for day in range(7) for minute in minutes]


def against(carried: Mapping[str, float], bound: Mapping[str, float]) -> str:
    ratios = sorted(carried[link] / bound[link] for link in bound)
    return f"{ratios[-1]:>10.2f}{ratios[len(ratios) // 2]:>9.2f}{carried['out'] / bound['out']:>9.2f}"


def test_ten_thousand_backups_are_spread_nearly_as_evenly_as_can_be(jobs, planned, report):
    calendar, seconds = planned
    assert not calendar.unplaced
    found = {each.job.data_set: list(each.starts) for each in calendar.placed}
    bound = lower_bound(jobs)
    sharp = {each.resource.name: each.floor for each in calendar.peaks}
    rows = {
        "drplan": peaks(jobs, lambda job: found[job.data_set]),
        "cron at the opening": peaks(jobs, at_opening),
        "random delays": peaks(jobs, by_chance(Random(1))),
    }
    said = [
        f"{JOBS:,} backups over {len(bound)} links, planned in {seconds:.1f} CPU seconds",
        f"{'peak against':<22}{'the plain lower bound':>28}{'the sharper one':>28}",
        f"{'':<22}{'worst':>10}{'median':>9}{'line out':>9}{'worst':>10}{'median':>9}{'line out':>9}",
        *(f"{name:<22}{against(carried, bound)}{against(carried, sharp)}" for name, carried in rows.items()),
    ]
    report.say("\n".join(said))
    ours = rows["drplan"]
    assert set(ours) == set(sharp)
    size = f"{JOBS:,} backups, {len(bound)} links"
    for key, other in (("calendar-cron", "cron at the opening"), ("calendar-chance", "random delays")):
        report.beside(key, [(sum(ours.values()), sum(rows[other].values()))], size)
    worst = max(sharp, key=lambda link: ours[link] / sharp[link])
    report.beside("calendar-floor", [(ours[worst], sharp[worst])], size)


def test_ten_times_the_backups_take_about_ten_times_as_long_to_plan(report):
    taken = []
    for count in (JOBS // 10, JOBS):
        chance = Random(2026)
        few = [backup(number, chance) for number in range(count)]
        taken.append(median(planned_of(few)[1] for _ in range(ROUNDS)))
    report.grown("calendar-cron", *taken, f"{JOBS // 10:,} → {JOBS:,} backups to plan")
