"""The quarters of a school year: four, without a gap, and a year long."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import AcademicCalendar, District
from drplan.validate import Index
from drplan.validate.school_year import quarters, school_year

BASE = json.loads((Path(__file__).parents[2] / "cases" / "validate" / "base.json").read_text())
days = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def year(first: date, last: date | None = None, title: str = "a") -> AcademicCalendar:
    return AcademicCalendar(title=title, first=first, last=last or first)


@given(first=days, after=st.integers(0, 364))
def test_every_day_of_the_year_is_in_exactly_one_quarter(first, after):
    parts = quarters(year(first))
    day = first + timedelta(days=after)
    assert sum(part.holds(day) for part in parts) == 1
    assert [part.number for part in parts] == [1, 2, 3, 4]
    assert not any(part.holds(first - timedelta(days=1)) for part in parts)
    assert not any(part.holds(first + timedelta(days=366)) for part in parts)


@given(first=days)
def test_a_quarter_is_three_months_long(first):
    for part in quarters(year(first)):
        assert 88 <= (part.last - part.first).days <= 92


@pytest.mark.parametrize(
    ("first", "starts"),
    [
        (date(2026, 7, 1), ["2026-07-01", "2026-10-01", "2027-01-01", "2027-04-01"]),
        (date(2026, 8, 31), ["2026-08-31", "2026-11-30", "2027-02-28", "2027-05-31"]),
        (date(2027, 11, 29), ["2027-11-29", "2028-02-29", "2028-05-29", "2028-08-29"]),
    ],
)
def test_quarters_begin_on_the_same_day_of_the_month_or_on_its_last(first, starts):
    assert [str(part.first) for part in quarters(year(first))] == starts


def test_of_two_calendars_that_hold_today_the_latest_begun_counts():
    whole = year(date(2026, 7, 1), date(2027, 6, 30), "year")
    term = year(date(2026, 9, 1), date(2026, 12, 31), "term")
    for calendars in ((whole, term), (term, whole)):
        declared = BASE | {"calendars": [each.model_dump(mode="json") for each in calendars]}
        found = school_year(Index(District.model_validate(declared), date(2026, 11, 22)))
        assert found == term
