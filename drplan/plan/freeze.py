"""Whether the calendar lets something be done on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from drplan.declare.calendar import Period
from drplan.declare.district import District
from drplan.declare.season import periods_on

Work = Literal["deploy", "drill"]
"""What a period of the calendar can freeze."""


def frozen(district: District, what: Work, day: date) -> Period | None:
    """Return the period that freezes such work on that day, its first and last day included.

    Where several do, it is the one that ends last, then the first by name: whoever waits for its end has
    waited long enough for the others. ``None`` when nothing speaks against it.
    """
    freezing = [each for each in periods_on(district.calendars, day) if what in each.freezes]
    return min(freezing, key=lambda period: (-period.last.toordinal(), period.name), default=None)


def open_day(district: District, what: Work, day: date) -> date:
    """Return the first day from ``day`` on that no period freezes: ``day`` itself when it is open."""
    while (period := frozen(district, what, day)) is not None:
        day = period.last + timedelta(days=1)
    return day


def next_frozen(district: District, what: Work, day: date) -> Period | None:
    """Return the first period after that day that freezes such work; ``None`` when none is declared."""
    coming = (
        each
        for year in district.calendars
        for each in year.periods
        if what in each.freezes and each.first > day
    )
    return min(coming, key=lambda period: (period.first, period.last, period.name), default=None)
