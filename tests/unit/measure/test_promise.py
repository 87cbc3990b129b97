from datetime import date

import pytest

from drplan.declare.season import periods_on
from drplan.errors import UsageError
from tests.unit.measure.copies_cases import HOUR, period, promises, year

PAY = period("payroll", date(2026, 11, 20), date(2026, 11, 25))
GRADES = period("grading", date(2026, 11, 24), date(2026, 11, 30))


def test_the_usual_objective_holds_outside_of_periods_and_where_they_change_nothing():
    asked = promises(PAY, grading=4 * HOUR)
    for day in (date(2026, 11, 1), date(2026, 11, 21)):
        found = asked.on("files", day)
        assert (found.usual, found.in_force, found.period) == (24 * HOUR, 24 * HOUR, None)


def test_a_period_holds_from_its_first_to_its_last_day():
    asked = promises(PAY, payroll=4 * HOUR)
    held = [day for day in range(18, 28) if asked.on("files", date(2026, 11, day)).in_force == 4 * HOUR]
    assert held == [20, 21, 22, 23, 24, 25]
    assert asked.on("files", date(2026, 11, 20)).period == "payroll"


def test_of_overlapping_periods_the_strictest_holds():
    asked = promises(PAY, GRADES, payroll=12 * HOUR, grading=4 * HOUR)
    found = asked.on("files", date(2026, 11, 24))
    assert (found.in_force, found.period) == (4 * HOUR, "grading")


def test_a_break_may_loosen_what_is_promised_and_a_stricter_period_within_it_still_holds():
    winter = period("break", date(2026, 11, 20), date(2026, 11, 30))
    asked = promises(winter, PAY, **{"break": 72 * HOUR, "payroll": 4 * HOUR})
    assert asked.on("files", date(2026, 11, 28)).in_force == 72 * HOUR
    assert asked.on("files", date(2026, 11, 22)).in_force == 4 * HOUR


def test_a_data_set_that_nobody_owns_is_refused():
    with pytest.raises(UsageError, match="mail"):
        promises().on("mail", date(2026, 11, 1))


def test_periods_come_by_name_from_every_calendar():
    found = periods_on((year(PAY), year(GRADES)), date(2026, 11, 24))
    assert [each.name for each in found] == ["grading", "payroll"]
