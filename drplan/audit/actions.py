"""Corrective actions: opened by a failure, closed by a later record in which the same thing passes.

NIST SP 800-53 Rev. 5, CA-5 (a plan of action for every weakness found) and CP-4 (corrective actions after a
test); ISO 22301:2019, 10.1. Nobody can close one by hand: only the thing itself, seen to pass, does.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from drplan.audit.answerable import NOBODY, Answerable
from drplan.audit.happenings import Happening, Kind, Subject, happenings
from drplan.declare.district import District
from drplan.declare.objectives import Tier
from drplan.record.approval import ActionRef, ApprovalRecord, RecordRef
from drplan.record.canonical import canonical_json
from drplan.record.exercise import Followed, follow_actions
from drplan.record.kept import SignedRecord
from drplan.record.ledger import Ledger

_DIGITS = 8


@dataclass(frozen=True)
class Action:
    """One thing to mend.

    ``of`` is the record that opened it when it ended, and ``again`` those in which the same subject failed
    later, before any pass. ``kind`` and ``name`` are what ``subject`` says in words, ``site`` the code of
    the site that declares it. ``assigned_by`` is the approval record that set owner and due day, if one did.
    """

    id: str
    opened: datetime
    of: RecordRef
    subject: str
    issue: str
    owner_role: str
    due: date
    closed_by: RecordRef | None
    kind: Kind
    name: str
    site: str | None = None
    again: tuple[RecordRef, ...] = ()
    assigned_by: RecordRef | None = None


def actions(ledger: Ledger, district: District) -> tuple[Action, ...]:
    """Return every corrective action, open ones first, each group by the day it is due."""
    answerable = Answerable(district)
    found = [_action(each, ledger, answerable) for each in _failures(happenings(ledger))]
    found += _of_exercises(ledger, district)
    assigned = _assign(found, ledger)
    return tuple(sorted(assigned, key=lambda each: (each.closed_by is not None, each.due, each.id)))


def still_open(found: Iterable[Action]) -> tuple[Action, ...]:
    """Return the actions that nothing closed, in their order."""
    return tuple(each for each in found if each.closed_by is None)


def overdue(actions: Iterable[Action], day: date) -> tuple[Action, ...]:
    """Return the open actions whose due day is over on ``day``, in their order."""
    return tuple(each for each in still_open(actions) if each.due < day)


def action_id(kind: str, name: str, first: tuple[str, str], about: str) -> str:
    """Return an action's id: what it is about, and eight digits of a hash over record and subject.

    ``first`` is the opening record's noun and id. The same failure has the same id for ever.
    """
    digest = hashlib.sha256(canonical_json([*first, about])).hexdigest()
    return f"{kind}-{name}-{digest[:_DIGITS]}"


@dataclass
class _Failure:
    """A subject from its first failure on; the newest of its failures began at ``began``.

    ``closed_by`` is the record in which it passed.
    """

    first: Happening
    began: datetime
    again: list[Happening] = field(default_factory=list)
    closed_by: SignedRecord | None = None

    def add(self, later: Happening) -> None:
        """Take in a failure of the same subject before any pass."""
        self.again.append(later)
        self.began = max(self.began, later.record.started)

    def is_before(self, passed: Happening) -> bool:
        """Tell whether all failures began before what passed did: a longer drill may end after it."""
        return passed.record.started >= self.began


def _failures(seen: Iterable[Happening]) -> Iterator[_Failure]:
    """Yield every failure as it stands at the end; the failures of one subject before a pass are one."""
    still: defaultdict[tuple[str, str], dict[Subject, _Failure]] = defaultdict(dict)
    for each in seen:
        known = still[each.subject.kind, each.subject.name]
        if not each.passed:
            if each.subject in known:
                known[each.subject].add(each)
            else:
                known[each.subject] = _Failure(each, each.record.started)
            continue
        for subject in [one for one in known if each.subject.covers(one) and known[one].is_before(each)]:
            failure = known.pop(subject)
            failure.closed_by = each.record
            yield failure
    for known in still.values():
        yield from known.values()


def _action(failure: _Failure, ledger: Ledger, answerable: Answerable) -> Action:
    first, subject = failure.first, failure.first.subject
    days = answerable.district.drills.mend_within_days[answerable.tier(first)]
    return Action(
        id=action_id(subject.kind, subject.name, (first.record.noun, first.record.id), str(subject)),
        opened=first.record.ended,
        of=ledger.ref(first.record),
        subject=str(subject),
        issue="; ".join(first.because),
        owner_role=answerable.owner(first),
        due=_day(first.record) + timedelta(days=days),
        closed_by=ledger.ref(failure.closed_by) if failure.closed_by else None,
        kind=subject.kind,
        name=subject.name,
        site=answerable.site(subject),
        again=tuple(ledger.ref(each.record) for each in failure.again),
    )


def _of_exercises(ledger: Ledger, district: District) -> Iterator[Action]:
    """Yield what exercises found and did not mend at once. Only a later exercise's record closes it."""
    for each in follow_actions(ledger.exercises):
        closed = each.action.closed is not None
        if not (closed and each.told is each.opened):
            yield _carried(each, ledger, district)


def _carried(followed: Followed, ledger: Ledger, district: District) -> Action:
    said, opened = followed.action, followed.opened
    days = district.drills.mend_within_days[int(Tier.THE_REST)]
    return Action(
        id=action_id("exercise", opened.name, ("exercise", followed.first), said.issue),
        opened=opened.ended,
        of=ledger.ref(opened),
        subject=str(Subject("exercise", opened.name)),
        issue=said.issue,
        owner_role=said.owner_role or opened.facilitator_role or NOBODY,
        due=_read_day(said.due) or _day(opened) + timedelta(days=days),
        closed_by=None if said.closed is None else ledger.ref(followed.told),
        kind="exercise",
        name=opened.name,
    )


def _assign(found: Iterable[Action], ledger: Ledger) -> Iterator[Action]:
    """Give actions the owner and the day that the newest assignment gave them; it closes nothing."""
    newest: dict[str, tuple[ApprovalRecord, ActionRef]] = {}
    for record in ledger.approvals:
        if record.act == "assignment" and record.decision != "rejected":
            newest |= {each.id: (record, each) for each in record.actions}
    for action in found:
        if action.id not in newest:
            yield action
            continue
        record, said = newest[action.id]
        yield replace(
            action,
            owner_role=said.owner_role or action.owner_role,
            due=_read_day(said.due) or action.due,
            assigned_by=ledger.ref(record),
        )


def _day(record: SignedRecord) -> date:
    return record.ended.astimezone(UTC).date()


def _read_day(said: str) -> date | None:
    """Return the day; ``None`` for what is none: a record may hold any words."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
