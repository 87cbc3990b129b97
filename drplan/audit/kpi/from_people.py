"""What people did: mended, rehearsed, approved, kept up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from statistics import median

from drplan.audit.actions import Action, actions, overdue
from drplan.audit.controls.case import Case
from drplan.audit.kpi.model import YEAR, Evidence, Reading, at_most, share, unread
from drplan.record.approval import RecordRef

NOTHING_TRIED = "Nothing that could have failed was tried."
NOTHING_FAILED = "Nothing was to be mended in the last year."
NO_ROLE = "No role is declared."
NO_EXERCISE_DUE = "No exercise was planned for the last year."
NO_EXERCISE = "No exercise is on record."
NO_PAPER = "No paper is declared."
NOT_APPROVED = "No approval of a plan is on record."
CHANGED_SINCE = "The plan changed since one was last approved."
GRACE = 30
"""Days before or after the planned one on which an exercise still counts as held then."""


def actions_overdue(seen: Evidence) -> Reading:
    """Count the corrective actions whose day is over."""
    if not any(True for _ in seen.case.past):
        return unread(NOTHING_TRIED, 0)
    late = overdue(actions(seen.case.past, seen.case.district), seen.case.day)
    return at_most(len(late), 0, [each.id for each in late])


def days_to_mend(seen: Evidence) -> Reading:
    """Read the median of the days from a failure to its mending; what is still open counts with its age."""
    case = seen.case
    if not any(True for _ in case.past):
        return unread(NOTHING_TRIED, 0)
    ended = {(each.noun, each.id): each.ended.astimezone(UTC).date() for each in case.past}
    spans = [
        (each, closed, ((closed or case.day) - _opened(each)).days)
        for each in actions(case.past, case.district)
        for closed in [_day_of(each.closed_by, ended)]
        if closed is None or case.age(closed) <= YEAR
    ]
    if not spans:
        return Reading(None, "not-applicable", 0, NOTHING_FAILED)
    allowed = median([max(0, (each.due - _opened(each)).days) for each, _, _ in spans])
    slow = [each.id for each, closed, took in spans if closed is None and case.day > each.due]
    return at_most(median([took for _, _, took in spans]), allowed, slow)


def _opened(action: Action) -> date:
    return action.opened.astimezone(UTC).date()


def _day_of(ref: RecordRef | None, ended: dict[tuple[str, str], date]) -> date | None:
    return None if ref is None else ended[ref.noun, ref.id]


def roles_ready(seen: Evidence) -> Reading:
    """Read how many roles have an alternate, and answered when they were last called, within a year."""
    case = seen.case
    good = [
        each.name
        for each in case.district.roles
        if each.alternate is not None and _lately(case, each.confirmed_on, YEAR)
    ]
    return share(good, [each.name for each in case.district.roles], NO_ROLE)


def exercises_held(seen: Evidence) -> Reading:
    """Read how many of the exercises that were planned for the last year were held then."""
    case = seen.case
    planned = dict(_planned(case))
    if planned and not (case.exercises or any(planned.values())):
        return unread(NO_EXERCISE)
    return share([name for name, held in planned.items() if held], list(planned), NO_EXERCISE_DUE)


def _planned(case: Case) -> Iterator[tuple[str, bool]]:
    """Yield each planned day, by exercise and day, and whether it was held; one whose time runs is left out.

    A drill that was run as an exercise counts as the exercise.
    """
    held = {(each.name, each.ended.date()) for each in case.exercises if each.participant_roles}
    held |= {
        (each.scope.name, each.ended.date())
        for each in case.drills
        if each.scope is not None and each.scope.kind == "exercise"
    }
    for exercise in case.district.exercises:
        for day in exercise.dates:
            done = any(name == exercise.name and abs((on - day).days) <= GRACE for name, on in held)
            over = case.age(day) > GRACE
            if 0 <= case.age(day) <= YEAR and (done or over):
                yield f"{exercise.name} {day}", done


def plan_approved(seen: Evidence) -> Reading:
    """Count the days since the plan in force, by its hash, was approved (NIST SP 800-53 Rev. 5, CP-2)."""
    case = seen.case
    accepted = [
        (record, held)
        for record, held in case.acts("plan approval")
        if record.decision in ("accepted", "accepted with actions")
    ]
    if not accepted:
        return unread(NOT_APPROVED, YEAR)
    of_this = [held for record, held in accepted if record.plan_sha256 == case.plan_sha256]
    if not of_this:
        return Reading(None, "fail", YEAR, CHANGED_SINCE)
    return at_most(case.age(max(of_this)), YEAR)


def papers_renewed(seen: Evidence) -> Reading:
    """Read how many of the printed papers were printed again within their time."""
    papers = [
        (f"{service.name}: {each.title}", each) for service in seen.case.services for each in service.papers
    ]
    good = [name for name, each in papers if _lately(seen.case, each.renewed_on, each.renew_within / _A_DAY)]
    return share(good, [name for name, _ in papers], NO_PAPER)


_A_DAY = timedelta(days=1)


def _lately(case: Case, day: date | None, within_days: float) -> bool:
    return day is not None and 0 <= case.age(day) <= within_days
