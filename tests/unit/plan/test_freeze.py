from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import AcademicCalendar, District, Period
from drplan.plan.freeze import frozen, next_frozen, open_day

YEAR = date(2026, 7, 1)


def day(number):
    return YEAR + timedelta(days=number)


def period(name, first, last, *freezes):
    return Period(name=name, title=name, kind="payroll", first=day(first), last=day(last), freezes=freezes)


def district(*periods):
    years = (AcademicCalendar(title="2026-27", first=YEAR, last=day(364), periods=periods),)
    return District(
        name="D", domain="d.example", sites=(), roles=(), repositories=(), policies=(), calendars=years
    )


PAYROLL = period("payroll", 10, 12, "deploy")


@pytest.mark.parametrize(("number", "name"), [(9, None), (10, "payroll"), (12, "payroll"), (13, None)])
def test_a_period_freezes_from_its_first_day_to_its_last(number, name):
    found = frozen(district(PAYROLL), "deploy", day(number))
    assert (found and found.name) == name


def test_what_a_period_does_not_freeze_is_let_through():
    assert frozen(district(PAYROLL), "drill", day(11)) is None
    assert frozen(district(period("break", 10, 12)), "deploy", day(11)) is None
    assert frozen(district(period("testing", 10, 12, "drill")), "drill", day(11)) is not None


def test_without_a_calendar_nothing_is_frozen():
    assert frozen(district().model_copy(update={"calendars": ()}), "deploy", day(11)) is None


def test_of_several_periods_the_one_that_ends_last_is_named():
    several = [PAYROLL, period("grading", 8, 15, "deploy"), period("election", 11, 11, "deploy")]
    for order in (several, several[::-1]):
        found = frozen(district(*order), "deploy", day(11))
        assert found is not None
        assert found.name == "grading"


def test_the_open_day_comes_after_all_periods_that_follow_each_other():
    chain = district(PAYROLL, period("grading", 13, 20, "deploy"), period("testing", 21, 25, "drill"))
    assert open_day(chain, "deploy", day(11)) == day(21)
    assert open_day(chain, "deploy", day(9)) == day(9)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=8),
    st.integers(0, 70),
)
def test_the_open_day_is_open_and_every_day_before_it_is_frozen(spans, start):
    declared = district(*(period(f"p{n}", a, a + b, "deploy") for n, (a, b) in enumerate(spans)))
    opens = open_day(declared, "deploy", day(start))
    assert frozen(declared, "deploy", opens) is None
    waited = (opens - day(start)).days
    assert all(frozen(declared, "deploy", day(start + n)) is not None for n in range(waited))


def test_the_next_freeze_is_the_first_to_begin_after_the_day():
    declared = district(period("late", 40, 41, "deploy"), PAYROLL, period("other", 20, 21, "drill"))
    assert [p and p.name for p in (next_frozen(declared, "deploy", day(n)) for n in (0, 10, 40))] == [
        "payroll",
        "late",
        None,
    ]
