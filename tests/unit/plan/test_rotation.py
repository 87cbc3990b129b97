from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.plan.rotation import (
    BUCKETS,
    Reading,
    Rotation,
    last_read,
    next_readings,
    oldest,
    overdue,
)

DAY = timedelta(days=1)
PERIOD = 28 * DAY
BEGAN = datetime(2026, 11, 1, 2, tzinfo=UTC)


def run(rotation, now, period=PERIOD, budget=None):
    """Return the rotation after a run that reads what it was told to, or as much as its budget lets it."""
    read = next_readings(rotation, period, now)[:budget]
    readings = (*rotation.readings, *read)
    return Rotation(readings, frozenset(), rotation.began or now, now, read[-1].parts), len(read)


def test_daily_runs_read_one_of_28_parts_each_and_all_within_28_days():
    rotation, read = Rotation(), []
    for day in range(60):
        rotation, count = run(rotation, BEGAN + day * DAY)
        read.append(count)
        assert overdue(rotation, PERIOD, BEGAN + day * DAY) == 0
    assert {reading.parts for reading in rotation.readings} == {28}
    assert read.count(1) == len(read)
    assert None not in last_read(rotation)


def test_weekly_runs_read_a_quarter_each():
    rotation = Rotation()
    for week in range(12):
        rotation, _ = run(rotation, BEGAN + 7 * week * DAY)
        assert overdue(rotation, PERIOD, BEGAN + 7 * week * DAY) == 0
    assert rotation.parts in (4, 5)


def test_after_missed_runs_the_next_ones_catch_up():
    rotation = Rotation()
    for day in range(10):
        rotation, _ = run(rotation, BEGAN + day * DAY)
    rotation, count = run(rotation, BEGAN + 26 * DAY)
    assert count > 1
    assert overdue(rotation, PERIOD, BEGAN + 28 * DAY) == 0


def test_what_was_never_read_is_overdue_a_period_after_the_first_check():
    rotation = Rotation(began=BEGAN, last=BEGAN)
    assert overdue(rotation, PERIOD, BEGAN + PERIOD) == 0
    assert overdue(rotation, PERIOD, BEGAN + PERIOD + DAY) == BUCKETS
    assert oldest(rotation) is None


def test_a_part_with_a_damaged_pack_is_read_at_every_run_until_it_is_found_sound():
    rotation = Rotation()
    for day in range(5):
        rotation, _ = run(rotation, BEGAN + day * DAY)
    hurt = replace(rotation, damaged=frozenset({1}))
    now = BEGAN + 5 * DAY
    assert next_readings(hurt, PERIOD, now)[0] == Reading(2, 28, now)
    assert next_readings(rotation, PERIOD, now)[0] == Reading(6, 28, now)


def test_a_part_covers_the_packs_that_restic_takes_for_it():
    assert list(Reading(3, 100, BEGAN).buckets()) == [2, 102, 202]
    assert [len(Reading(part, 28, BEGAN).buckets()) for part in (1, 28)] == [10, 9]


@pytest.mark.parametrize("parts", [1, 3, 28, 255, 256])
def test_all_parts_together_are_the_whole_and_none_is_read_twice(parts):
    buckets = [bucket for part in range(1, parts + 1) for bucket in Reading(part, parts, BEGAN).buckets()]
    assert sorted(buckets) == list(range(BUCKETS))


@settings(max_examples=50, deadline=None)
@given(
    gaps=st.lists(st.integers(1, 5 * 24 * 60), min_size=20, max_size=60),
    days=st.integers(7, 90),
)
def test_whatever_the_pace_nothing_is_overdue_when_each_run_reads_what_it_is_told(gaps, days):
    period, now, rotation = days * DAY, BEGAN, Rotation()
    steady = max(timedelta(minutes=gap) for gap in gaps)
    for gap in gaps:
        rotation, count = run(rotation, now, period)
        assert count >= 1
        assert overdue(rotation, period, now) == 0
        now += min(timedelta(minutes=gap), steady)
