"""What checks of the places of copies show."""

from __future__ import annotations

from datetime import UTC

from drplan.audit.controls.case import Case
from drplan.audit.kpi.from_drills import NO_DATA
from drplan.audit.kpi.model import Evidence, Reading, share, unread
from drplan.declare import DataSet, Repository
from drplan.record.integrity import CheckRecord, RepositoryRecord

NO_REPOSITORY = "No policy of a data set uses a repository."
NO_CHECK = "No check of production's repositories is on record."
QUARTER = 92
"""Days: in each quarter of a year a check falls (CIS Controls 8.1, 11.5)."""


def copies_locked(seen: Evidence) -> Reading:
    """Read how many data sets have a copy that nobody here can delete, and that was found sound of late."""
    names = [each.name for each in seen.case.data_sets]
    if names and not _checks(seen.case):
        return unread(NO_CHECK)
    good = [each.name for each in seen.case.data_sets if _locked(seen.case, each)]
    return share(good, names, NO_DATA)


def _locked(case: Case, data: DataSet) -> bool:
    checks = _checks(case)
    return any(
        (copy.isolated or copy.immutable_days > 0) and _sound(case, checks.get(copy.name), QUARTER)
        for copy in case.copies(data)
    )


def repositories_read(seen: Evidence) -> Reading:
    """Read how many repositories were read whole, every pack of them, within their own time."""
    case = seen.case
    checks = _checks(case)
    if case.repositories and not checks:
        return unread(NO_CHECK)
    good = [name for name, each in case.repositories.items() if _read(case, each, checks.get(name))]
    return share(good, list(case.repositories), NO_REPOSITORY)


_Check = tuple[CheckRecord, RepositoryRecord]


def _read(case: Case, repository: Repository, check: _Check | None) -> bool:
    days = repository.checked_within.days
    if check is None or not _sound(case, check, days):
        return False
    waiting = check[1].waiting_since
    return waiting is not None and case.age(waiting.astimezone(UTC).date()) <= days


def _sound(case: Case, check: _Check | None, within_days: int) -> bool:
    if check is None:
        return False
    record, shown = check
    return shown.verdict.outcome == "pass" and case.old(record) <= within_days


def _checks(case: Case) -> dict[str, _Check]:
    """Return production's newest check of each repository that a policy uses."""
    found: dict[str, _Check] = {}
    for record in case.checks:
        for each in record.repositories if record.verb == "check" else ():
            if each.name in case.repositories:
                found.setdefault(each.name, (record, each))
    return found
