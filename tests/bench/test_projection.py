"""10,000 data sets projected to full size, beside what nothing can go below: their longest paths, once."""

import sys
import time as clock
from datetime import UTC, datetime, timedelta
from random import Random

from drplan.measure.course import Course, Part
from drplan.measure.full_size import Full, in_full
from drplan.measure.projection import project
from drplan.measure.rates import NEWEST, Rate, Restored
from drplan.measure.recovery import critical_paths

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


def test_ten_thousand_data_sets_are_projected_within_seconds():
    chance = Random(2026)
    rates = [history(chance) for _ in range(DATA_SETS)]
    course = recovery(rates)
    plain = {name: sum(part.seconds for part in parts) for name, parts in course.parts.items()}
    began = clock.process_time()
    critical_paths(plain, course.needs)
    floor = clock.process_time() - began
    began = clock.process_time()
    data = {
        f"data{number}": Full(project(rate, FULL, SPEED), rate.bytes, FULL, rate.seconds)
        for number, rate in enumerate(rates)
    }
    found = in_full(course, data)
    took = clock.process_time() - began
    said = f"{DATA_SETS:,} data sets projected: {took:.2f} s CPU, {took / floor:.0f} times their paths once"
    sys.stderr.write(f"\n{said}\n")
    assert len(found) == DATA_SETS
