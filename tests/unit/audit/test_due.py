"""A drill is due before its proof grows old, and never on a day that the school year freezes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.audit.due import drills_due
from drplan.audit.standing import Standing
from drplan.declare import AcademicCalendar, Period
from drplan.plan.freeze import frozen
from tests.unit.audit.ledgers import district

DAY = date(2026, 12, 1)


def frozen_in(first: date, last: date, name: str = "testing") -> Period:
    return Period(name=name, title=name, kind="state-testing", first=first, last=last, freezes=("drill",))


def with_periods(*periods: Period):
    year = AcademicCalendar(title="Y", first=date(2026, 7, 1), last=date(2027, 6, 30), periods=periods)
    return district().model_copy(update={"calendars": (year,)})


def proven(name: str, until: date) -> Standing:
    end = datetime(until.year, until.month, until.day, 12, tzinfo=UTC)
    return Standing(name, "proven", (), None, None, 0, end)


def test_the_last_day_is_the_one_before_the_proof_ends():
    (due,) = drills_due([proven("a", date(2027, 1, 10))], with_periods(), DAY)
    assert (due.now, due.first, due.last) == (False, DAY, date(2027, 1, 9))


def test_a_freeze_before_the_end_brings_it_forward():
    calendar = with_periods(frozen_in(date(2027, 1, 4), date(2027, 1, 15)))
    (due,) = drills_due([proven("a", date(2027, 1, 10))], calendar, DAY)
    assert due.last == date(2027, 1, 3)


def test_where_no_open_day_is_left_it_is_due_now_on_the_first_one_after_the_freeze():
    calendar = with_periods(frozen_in(date(2026, 11, 20), date(2027, 1, 15)))
    (due,) = drills_due([proven("a", date(2027, 1, 10))], calendar, DAY)
    assert (due.now, due.first, due.last) == (True, date(2027, 1, 16), None)


@pytest.mark.parametrize("state", ["stale", "failing", "unproven"])
def test_what_is_not_proven_is_due_now_and_comes_first(state):
    found = [proven("a", date(2027, 1, 10)), Standing("b", state, ("x",), None, None)]
    first, second = drills_due(found, with_periods(), DAY)
    assert (first.service, first.now, second.service) == ("b", True, "a")


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40)), max_size=6),
    st.lists(st.integers(0, 400), min_size=1, max_size=5),
)
def test_no_drill_is_asked_for_on_a_frozen_day_or_after_its_proof(periods, ends):
    calendar = with_periods(
        *(
            frozen_in(DAY + timedelta(days=first), DAY + timedelta(days=first + lasts), f"p{number}")
            for number, (first, lasts) in enumerate(periods)
        )
    )
    untils = {f"s{number}": DAY + timedelta(days=end) for number, end in enumerate(ends)}
    for due in drills_due([proven(name, until) for name, until in untils.items()], calendar, DAY):
        assert due.first >= DAY
        assert frozen(calendar, "drill", due.first) is None
        assert due.now == (due.last is None)
        if due.last is not None:
            assert due.first <= due.last < untils[due.service]
            assert frozen(calendar, "drill", due.last) is None


def test_what_was_proven_once_and_is_no_longer_is_due_now_whenever_its_proof_would_have_ended():
    end = datetime(2027, 6, 1, tzinfo=UTC)
    stale = Standing("a", "stale", ("changed",), None, None, 0, end)
    (due,) = drills_due([stale], with_periods(), DAY)
    assert (due.now, due.last) == (True, None)


def test_of_two_that_are_not_due_yet_the_sooner_comes_first():
    found = [proven("a", date(2027, 3, 1)), proven("b", date(2027, 1, 10))]
    assert [each.service for each in drills_due(found, with_periods(), DAY)] == ["b", "a"]


def test_the_last_open_day_may_be_today():
    (due,) = drills_due([proven("a", DAY + timedelta(days=1))], with_periods(), DAY)
    assert (due.now, due.last) == (False, DAY)
