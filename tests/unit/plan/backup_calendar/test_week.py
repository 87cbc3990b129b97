"""A week keeps what it must, is the same however it is asked for, and says what would make room."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drplan.errors import UsageError
from drplan.plan.calendar import Frozen, Resource, plan_week
from drplan.plan.calendar.relaxed import relaxed
from tests.unit.plan.backup_calendar.weeks import DAY, HOUR, MINUTE, faults, job, jobs, resources, window

MANY = settings(max_examples=15, deadline=None)


def fits(calendar, key) -> bool:
    return key not in {each.job.key for each in calendar.unplaced}


@MANY
@given(jobs(), resources)
def test_nothing_placed_breaks_a_budget_a_window_a_freeze_a_cadence_or_an_objective(given_jobs, budgets):
    calendar = plan_week(given_jobs, budgets)
    assert faults(calendar, budgets) == []
    assert all(each.floor <= each.peak <= each.resource.budget for each in calendar.peaks)
    named = [*(each.job.key for each in calendar.placed), *(each.job.key for each in calendar.unplaced)]
    assert sorted(named) == sorted(each.key for each in given_jobs)


@MANY
@given(jobs(), resources, st.integers())
def test_the_order_of_the_declaration_changes_nothing(given_jobs, budgets, seed):
    shuffled, mixed = list(given_jobs), list(budgets)
    Random(seed).shuffle(shuffled)
    Random(seed).shuffle(mixed)
    assert plan_week(shuffled, mixed) == plan_week(given_jobs, budgets)


@settings(max_examples=10, deadline=None)
@given(jobs(most=4), resources)
def test_each_change_that_is_named_makes_room(given_jobs, budgets):
    calendar = plan_week(given_jobs, budgets)
    assume(calendar.unplaced)
    known = {each.name: each for each in budgets}
    for each in calendar.unplaced:
        assert each.because
        for change in each.relaxations:
            after, more = relaxed(each.job, known, change)
            others = [after if one.key == after.key else one for one in given_jobs]
            again = plan_week(others, more.values())
            assert fits(again, each.job.key), change.words
            assert faults(again, list(more.values())) == []


def one_less(change, kind):
    if kind == "budget":
        return {"mbit_s": {name: round(more - 0.1, 1) for name, more in change.mbit_s.items()}}
    return {kind: getattr(change, kind) - 5}


@settings(max_examples=10, deadline=None)
@given(jobs(most=4), resources)
def test_one_step_less_of_a_change_does_not_make_room(given_jobs, budgets):
    calendar = plan_week(given_jobs, budgets)
    assume(calendar.unplaced)
    known = {each.name: each for each in budgets}
    for each in calendar.unplaced:
        for change in each.relaxations:
            kinds = [kind for kind in ("window", "apart", "thaw") if getattr(change, kind)]
            kinds += ["budget"] * len(change.mbit_s)
            if len(kinds) > 1:
                continue
            after, more = relaxed(each.job, known, replace(change, **one_less(change, kinds[0])))
            others = [after if one.key == after.key else one for one in given_jobs]
            again = plan_week(others, more.values())
            lost = {one.job.key for one in again.unplaced} - {one.job.key for one in calendar.unplaced}
            assert lost or not fits(again, each.job.key), change.words


LINE = [Resource("a", 100)]


def changes(*given_jobs, budgets=LINE):
    (homeless,) = plan_week(given_jobs, budgets).unplaced
    return homeless, [change.words for change in homeless.relaxations]


def test_a_backup_longer_than_its_window_asks_for_the_minutes_that_are_missing():
    _, words = changes(job(window=window(20, 2), duration=143 * MINUTE))
    assert words == ["its window 25 min longer"]


def test_a_backup_that_is_too_much_for_its_link_asks_for_the_megabits_that_are_missing():
    homeless, words = changes(job(loads={"a": 140.0}))
    assert words == ["a +40 Mbit/s"]
    assert homeless.relaxations[0].mbit_s == {"a": 40.0}


def test_two_budgets_that_are_both_short_are_raised_together():
    line = [Resource("a", 100), Resource("b", 50)]
    _, words = changes(job(loads={"a": 140.0, "b": 60.0}), budgets=line)
    assert words == ["a +40 Mbit/s and b +10 Mbit/s"]


def test_a_freeze_longer_than_the_cadence_is_said_to_be_in_the_way():
    frozen = (Frozen(1440, 2880, "testing"),)
    homeless, words = changes(job(frozen=frozen))
    assert any("clear of testing" in reason for reason in homeless.because)
    assert words == ["each freeze ended 30 min earlier (testing)", "its cadence 30 min longer"]


def test_an_objective_shorter_than_the_backup_asks_for_a_longer_one():
    homeless, words = changes(job(duration=3 * HOUR, rpo=4 * HOUR))
    assert any("takes 3 h, and the next would have to start first" in reason for reason in homeless.because)
    assert words == ["its RPO 2 h longer"]


def test_a_fourth_backup_finds_no_room_where_three_fill_the_window():
    full = [
        job(f"set{number}", loads={"a": 100.0}, window=window(20, 3), duration=HOUR) for number in range(4)
    ]
    calendar = plan_week(full, LINE)
    assert len(calendar.placed) == 3
    (homeless,) = calendar.unplaced
    assert {change.words for change in homeless.relaxations} == {"its window 1 h longer", "a +100 Mbit/s"}


def test_a_short_cadence_is_kept_by_even_starts_that_are_the_same_every_day():
    (placed,) = plan_week([job(cadence=4 * HOUR, duration=5 * MINUTE)], LINE).placed
    assert len(placed.starts) == 42
    assert {later - earlier for earlier, later in zip(placed.starts, placed.starts[1:], strict=False)} == {
        240
    }


def test_a_cadence_of_two_days_takes_four_runs_a_week():
    (placed,) = plan_week([job(cadence=2 * DAY, window=window(20, 8))], LINE).placed
    assert len(placed.starts) == 4


def test_an_objective_of_a_day_takes_more_than_a_run_a_day():
    (placed,) = plan_week([job(rpo=DAY, window=window(18, 11))], LINE).placed
    assert len(placed.starts) == 14
    assert "at most 23 h 30 min apart: an RPO of 24 h, less the 30 min it takes" in placed.because


def test_loads_are_dealt_out_over_the_window():
    line = [Resource("a", 1000)]
    even = [job(f"set{number}", duration=HOUR, window=window(20, 5)) for number in range(10)]
    (peak,) = plan_week(even, line).peaks
    assert (peak.peak, peak.floor) == (20.0, 20.0)


def test_why_a_slot_is_where_it_is_goes_with_it():
    calendar = plan_week([job(because=("takes 30 min, as measured",), window=window(20, 5))], LINE)
    slot = next(calendar.slots())
    assert slot.because[0] == "takes 30 min, as measured"
    assert "within 20:00 to 01:00" in slot.because
    assert any("a at 10 Mbit/s of 100 Mbit/s" in reason for reason in slot.because)


def test_a_job_given_twice_is_refused():
    with pytest.raises(UsageError, match="two jobs"):
        plan_week([job(), job()], LINE)


def test_a_job_that_loads_what_has_no_budget_is_refused():
    with pytest.raises(UsageError, match="'b'"):
        plan_week([job(loads={"b": 1.0})], LINE)
