"""What was promised and not kept, from the records and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from drplan.audit.controls.rules_plan import plan_approved
from drplan.declare import Exercise
from drplan.explain.language import Language
from drplan.explain.reports.matter import Matter

_JULY = 7
_YEAR = 365
_LATE = timedelta(days=14)


@dataclass(frozen=True)
class Missed:
    """A day on which an exercise was to be held, and no record says that it was."""

    exercise: Exercise
    day: date


def school_year_begins(day: date) -> date:
    """Return the first day of the school and budget year (July to June) that a day lies in."""
    return date(day.year if day.month >= _JULY else day.year - 1, _JULY, 1)


def missed_exercises(matter: Matter) -> tuple[Missed, ...]:
    """Return the days of this school year that passed without the exercise, oldest first.

    A record of it within two weeks of the day counts as held; the day itself is not over yet.
    """
    first = school_year_begins(matter.day)
    found = [
        Missed(each, day)
        for each in matter.district.exercises
        for day in each.dates
        if first <= day < matter.day and not _held(matter, each, day)
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.exercise.name)))


def coming_exercises(matter: Matter) -> tuple[Missed, ...]:
    """Return the days to come, the next one first."""
    found = [Missed(each, day) for each in matter.district.exercises for day in each.dates]
    to_come = (each for each in found if each.day >= matter.day)
    return tuple(sorted(to_come, key=lambda each: (each.day, each.exercise.name)))


def _held(matter: Matter, exercise: Exercise, day: date) -> bool:
    held = [each.ended.date() for each in matter.ledger.exercises if each.name == exercise.name]
    held += [
        each.ended.date()
        for each in matter.ledger.drills
        if each.scope is not None and each.scope.kind == "exercise" and each.scope.name == exercise.name
    ]
    return any(abs(each - day) <= _LATE for each in held)


def beyond_objective(matter: Matter) -> tuple[str, ...]:
    """Return the services whose newest drill of all took longer than was promised, in declared order."""
    newest: dict[str, bool] = {}
    for record in matter.case.drills:
        for service in record.services:
            if service.rta_seconds is not None:
                newest.setdefault(service.name, service.rta_seconds > service.rto_seconds)
    return tuple(each.name for each in matter.case.services if newest.get(each.name))


def not_kept(matter: Matter, say: Language) -> Iterator[str]:
    """Say it in counts and days alone, a sentence each; nothing when all is kept."""
    late = matter.overdue_actions
    if late:
        yield say.plural(
            "{number} corrective action is past its day; the oldest was due on {day}.",
            "{number} corrective actions are past their day; the oldest was due on {day}.",
            len(late),
            day=say.day(min(each.due for each in late)),
        )
    slow = beyond_objective(matter)
    if slow:
        yield say.plural(
            "{number} service took longer in its last drill than was promised.",
            "{number} services took longer in their last drill than was promised.",
            len(slow),
        )
    missed = missed_exercises(matter)
    if missed:
        yield say.plural(
            "{number} exercise this school year passed its day, and no record shows that it took place.",
            "{number} exercises this school year passed their day, and no record shows that they took place.",
            len(missed),
        )
    if not plan_is_approved(matter):
        yield say("This very plan was not approved within a year.")


def plan_is_approved(matter: Matter) -> bool:
    """Tell whether the plan in force was approved within a year: by the rule that auditors' controls use."""
    return plan_approved(matter.case, within_days=_YEAR).verdict.outcome == "pass"
