"""10,000 data sets projected to full size, beside what nothing can go below: their longest paths, once."""

import time as clock
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import median

from drplan.measure.course import Course, Part
from drplan.measure.full_size import Full, in_full
from drplan.measure.projection import project
from drplan.measure.rates import NEWEST, Rate, Restored
from drplan.measure.recovery import critical_paths
from tests.bench.pace import turns

DATA_SETS, HOSTS = 10_000, 500
FULL, SPEED = 10**11, 10**8
NOON = datetime(2026, 1, 1, tzinfo=UTC)


def history(chance: Random) -> Rate:
    several = [(chance.randrange(10**6, 10**8), chance.uniform(0.5, 30), n) for n in range(NEWEST)]
    return Rate(tuple(Restored(size, took, NOON + timedelta(days=n), True) for size, took, n in several))


def recovery(rates: list[Rate]) -> Course:
    parts: dict[str, tuple[Part, ...]] = {
        f"host{n}": (Part(f"host{n}", "deploy", 9.0),) for n in range(HOSTS)
    }
    needs: dict[str, list[str]] = {}
    for number, rate in enumerate(rates):
        data = Part(f"data{number}", "restore", rate.seconds, "onsite", rate.fixed)
        parts[f"s{number}"] = (data, Part(f"s{number}", "probe", 0.3))
        below = [f"s{each}" for each in {number // 10, number // 7} if each < number]
        needs[f"s{number}"] = [*below, f"host{number % HOSTS}"]
    return Course(parts, needs)


def seconds(work: Callable[[], object]) -> float:
    began = clock.process_time()
    work()
    return clock.process_time() - began


def projected(rates: list[Rate], course: Course) -> None:
    data = {
        f"data{number}": Full(project(rate, FULL, SPEED), rate.bytes, FULL, rate.seconds)
        for number, rate in enumerate(rates)
    }
    assert len(in_full(course, data)) == len(rates)


def test_ten_thousand_data_sets_are_projected_within_seconds(report):
    chance, taken = Random(2026), []
    for count in (DATA_SETS // 10, DATA_SETS):
        rates = [history(chance) for _ in range(count)]
        course = recovery(rates)
        plain = {name: sum(part.seconds for part in parts) for name, parts in course.parts.items()}
        pairs = turns(
            partial(seconds, partial(projected, rates, course)),
            partial(seconds, partial(critical_paths, plain, course.needs)),
        )
        taken.append(median(ours for ours, _ in pairs))
    report.beside("projection", pairs, f"{DATA_SETS:,} data sets")
    report.grown("projection", *taken, f"{DATA_SETS // 10:,} → {DATA_SETS:,} data sets")
