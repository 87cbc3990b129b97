"""The school year: when promises tighten, and when nothing may be rehearsed or changed."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from drplan.declare.base import Declared, Name, Text
from drplan.declare.protection import Window

PeriodKind = Literal[
    "state-testing",
    "payroll",
    "enrollment",
    "first-weeks",
    "grading",
    "election",
    "board-meeting",
    "break",
    "summer",
]
"""What a period is about. Services say by kind how their objectives change then."""


class Period(Declared):
    """Days of a school year that are not like others. Periods may overlap."""

    name: Name
    """Its name, unlike any other of its kind."""
    title: Text
    """What people call it."""
    kind: PeriodKind
    """What it is about. Services say by kind how their promises change."""
    first: date
    """Its first day."""
    last: date
    """Its last day, included."""
    freezes: tuple[Literal["drill", "deploy", "backup"], ...] = ()
    """What is not done in it."""
    quiet: Window | None = None
    """The hours of each of its days in which backups rest, when it freezes those; whole days without."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"last ({self.last}) is before first ({self.first})")
        return self

    @model_validator(mode="after")
    def _quiet_is_for_backups(self) -> Self:
        if self.quiet is not None and "backup" not in self.freezes:
            raise ValueError('quiet hours are for backups: put "backup" into freezes, or leave them out')
        return self


class AcademicCalendar(Declared):
    """One school year."""

    title: Text
    """What people call it."""
    first: date
    """Its first day."""
    last: date
    """Its last day, summer included."""
    periods: tuple[Period, ...] = ()
    """What is not like other days."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"last ({self.last}) is before first ({self.first})")
        return self
