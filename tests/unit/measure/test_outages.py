from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.outages import Span, idle, lost_between

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def minutes(first, last):
    return Span(NOON + timedelta(minutes=first), NOON + timedelta(minutes=last))


spans = st.tuples(st.integers(0, 500), st.integers(1, 100)).map(lambda each: minutes(each[0], sum(each)))


def test_an_outage_in_the_middle_of_a_step_is_no_work():
    assert idle(minutes(0, 30), [minutes(10, 15), minutes(25, 60)]) == 10 * 60


def test_a_gap_with_an_outage_counts_whole_and_one_without_not_at_all():
    work = [minutes(5, 10), minutes(40, 50)]
    assert lost_between(work, [minutes(20, 30)], NOON) == 30 * 60


def test_an_outage_while_something_else_was_worked_on_costs_nothing_here():
    assert lost_between([minutes(0, 10), minutes(10, 20)], [minutes(30, 40)], NOON) == 0


@given(st.lists(spans, max_size=6), st.lists(spans, max_size=3))
def test_no_more_is_lost_than_the_clock_shows(work, outages):
    end = max((each.ended for each in work), default=NOON)
    assert 0 <= lost_between(work, outages, NOON) <= (end - NOON).total_seconds()


@given(spans, st.lists(spans, max_size=1))
def test_nobody_is_idle_for_longer_than_the_work_took(work, outages):
    assert 0 <= idle(work, outages) <= work.seconds
