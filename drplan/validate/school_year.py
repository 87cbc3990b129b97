"""The present school year and its quarters."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from drplan.declare import AcademicCalendar
from drplan.validate.index import Index

_QUARTERS = 4
_MONTHS = 3


@dataclass(frozen=True)
class Quarter:
    """Three months of a school year from ``first`` to ``last`` day, both included; ``number`` from 1 on."""

    number: int
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the quarter."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"quarter {self.number} ({self.first} to {self.last})"


def school_year(index: Index) -> AcademicCalendar | None:
    """Return the calendar that holds today, the latest begun of several; ``None`` when there is none."""
    holding = [year for year in index.calendars if year.first <= index.today <= year.last]
    return max(holding, key=lambda year: (year.first, year.last, year.title), default=None)


def quarters(year: AcademicCalendar) -> tuple[Quarter, ...]:
    """Return the four quarters from the calendar's first day on: a full year, however short the calendar."""
    starts = [_months_after(year.first, _MONTHS * number) for number in range(_QUARTERS + 1)]
    return tuple(
        Quarter(number + 1, starts[number], starts[number + 1] - timedelta(days=1))
        for number in range(_QUARTERS)
    )


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
