"""Rules about people: reviews, exercises, corrective actions, and what leaders were shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from drplan.audit.actions import Action, actions, overdue
from drplan.audit.controls.case import Case
from drplan.audit.controls.found import Found, fails, holds, together, unshown
from drplan.audit.controls.registry import RULES
from drplan.declare import Service
from drplan.record.approval import ApprovalRecord, RecordRef
from drplan.record.drill import DrillRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.independence import not_independent, operators_of

_REVIEW = "drplan evidence review"


def _reviews(case: Case, drill: DrillRecord) -> Iterator[tuple[ApprovalRecord, date]]:
    """Yield the reviews of this very record, by a role apart from its operator's, newest first."""
    ref, operators = case.ref(drill), operators_of(drill)
    for record, held in case.acts("review"):
        same = ref.head and ref in record.of and held >= drill.ended.date()
        if same and not not_independent(record.by_role, operators, case.district):
            yield record, held


@RULES.add(
    "drills-reviewed", "another role than the operator's reviewed every drill within so many days of it"
)
def drills_reviewed(case: Case, *, within_days: int, soon_days: int, where: Sequence[str]) -> Found:
    """Ask this of all drills of the last so many days."""
    recent = [each for each in case.drills if each.proven_on in where and case.old(each) <= within_days]
    if not recent:
        return unshown(f"no drill within {within_days} days is on record; drplan drill run --site CODE")
    return together(
        (_reviewed(case, each, soon_days) for each in recent),
        otherwise="",
        summary=f"each of {len(recent)} drills was reviewed within {soon_days} days of it",
    )


def _reviewed(case: Case, drill: DrillRecord, soon_days: int) -> Found:
    due = drill.ended.date() + timedelta(days=soon_days)
    seen = list(_reviews(case, drill))
    if not seen:
        what = fails if case.day > due else unshown
        return what(
            f"drill {drill.id}: no other role reviewed it, due {due}; {_REVIEW} {drill.id}", case.ref(drill)
        )
    if seen[0][0].decision == "rejected":
        return fails(f"drill {drill.id}: rejected on {seen[0][1]}", case.ref(seen[0][0]))
    first, held = min(seen, key=lambda each: each[1])
    if held > due:
        return fails(f"drill {drill.id}: reviewed on {held}, due {due}", case.ref(first))
    return holds(f"drill {drill.id}: reviewed on {held}", case.ref(drill), case.ref(first))


@RULES.add("owners-accepted", "each service's owner, or the alternate, accepted its newest drill")
def owners_accepted(case: Case, *, tiers: Sequence[int], where: Sequence[str]) -> Found:
    """Take a review by the owner for the acceptance of what came back."""
    wanted = [each for each in case.services if each.tier in tiers]
    newest = case.newest_drills((each.name for each in wanted), where)
    alternates = {each.name: each.alternate for each in case.district.roles}

    def seen(service: Service) -> Found:
        if service.name not in newest:
            return unshown(
                f"{service.name}: no drill is on record; drplan drill run --service {service.name}"
            )
        drill, _ = newest[service.name]
        mine = {service.owner, alternates.get(service.owner)}
        own = [(record, held) for record, held in _reviews(case, drill) if record.by_role in mine]
        if not own:
            why = f"{service.owner} has not accepted drill {drill.id}; {_REVIEW} {drill.id}"
            return unshown(f"{service.name}: {why}", case.ref(drill))
        record, held = own[0]
        if record.decision not in ("accepted", "accepted with actions"):
            return fails(f"{service.name}: {record.by_role} {record.decision} it on {held}", case.ref(record))
        return holds(f"{service.name}: accepted by {record.by_role} on {held}", case.ref(record))

    return together(
        map(seen, wanted),
        otherwise="no service of these tiers is declared",
        summary=f"the owners of {len(wanted)} services accepted what came back",
    )


@RULES.add("leaders-reviewed", "the board or superintendent was shown a drill's evidence within so many days")
def leaders_reviewed(case: Case, *, within_days: int) -> Found:
    """Ask for a meeting after a drill that is on record, and shown there by its head."""
    drills = {case.ref(each): each for each in case.drills}
    for record, held in case.acts("leadership review"):
        shown = [drills[ref] for ref in record.of if ref.head and ref in drills]
        if not any(each.ended.date() <= held for each in shown):
            continue
        if case.age(held) > within_days:
            why = f"leaders last saw the evidence {case.age(held)} days ago, {within_days} allowed"
            return fails(f"{why}; drplan evidence leadership", case.ref(record))
        if record.decision == "rejected":
            return fails(f"leaders rejected the evidence on {held}", case.ref(record))
        return holds(f"{record.by_role} saw the evidence of a drill on {held}", case.ref(record))
    return unshown("no leader is on record as having seen a drill's evidence; drplan evidence leadership")


@RULES.add("exercised", "an exercise of these kinds was held within so many days")
def exercised(case: Case, *, within_days: int, kinds: Sequence[str]) -> Found:
    """Count one in which people took part; what was not met in it is a finding, and no reason to say no."""
    held = [each for each in case.exercises if each.kind in kinds and _took_place(each)]
    if not held:
        return unshown(f"no exercise ({', '.join(kinds)}) is on record; drplan drill tabletop NAME")
    newest = held[0]
    if case.old(newest) > within_days:
        return fails(
            f"the last exercise was {case.old(newest)} days ago, {within_days} allowed", case.ref(newest)
        )
    return holds(f"{newest.name} ({newest.kind}) was held on {newest.ended.date()}", case.ref(newest))


def _took_place(record: ExerciseRecord) -> bool:
    return record.verdict.outcome in ("pass", "fail") and bool(record.participant_roles)


@RULES.add("recoveries-closed", "every recovery in earnest has a declared end and a review")
def recoveries_closed(case: Case, *, soon_days: int) -> Found:
    """Look at recoveries in earnest only."""
    real = [each for each in case.drills if each.kind == "real recovery"]
    return together(
        (_reviewed(case, each, soon_days) for each in real),
        otherwise="no recovery in earnest is on record",
        summary=f"each of {len(real)} recoveries in earnest has its end and its review",
    )


@RULES.add("filter-first", "in the newest drill of both the content filter was back before student Internet")
def filter_first(case: Case, *, within_days: int, where: Sequence[str]) -> Found:
    """Compare when their probes passed (47 U.S.C. 254(h)(5))."""
    students = [each.name for each in case.services if each.function == "student-internet"]
    filters = [each.name for each in case.services if each.function == "content-filter"]
    return together(
        (_filtered(case, name, filters, within_days, where) for name in students),
        otherwise="no student Internet is declared",
    )


def _filtered(case: Case, name: str, filters: Sequence[str], within_days: int, where: Sequence[str]) -> Found:
    for drill in case.drills:
        if drill.proven_on not in where or case.old(drill) > within_days:
            continue
        back = {
            step.subject: step.started
            for step in drill.steps
            if step.action == "probe" and step.verdict.outcome == "pass"
        }
        guards = [back[each] for each in filters if each in back]
        if name in back and guards:
            if min(guards) > back[name]:
                return fails(f"{name}: back before its content filter in drill {drill.id}", case.ref(drill))
            return holds(f"{name}: back after its content filter in drill {drill.id}", case.ref(drill))
    return unshown(f"{name}: no drill of it with its content filter; drplan drill run --service {name}")


@RULES.add("actions-tracked", "every failure has an owner and a day, and none is overdue")
def actions_tracked(case: Case, *, closed: bool = False) -> Found:
    """Look at all corrective actions up to the day; with ``closed`` none may be open either."""
    if not (case.drills or case.exercises or case.checks):
        return unshown("nothing was tried that could fail; drplan drill run --site CODE")
    found = actions(case.past, case.district)
    late = set(overdue(found, case.day))
    roles = {each.name for each in case.district.roles}

    def seen(each: Action) -> Found:
        if each.closed_by is not None:
            return holds(f"{each.subject}: mended", each.of, each.closed_by)
        if each.owner_role not in roles:
            return fails(f"{each.subject}: nobody answers for it; drplan evidence assign {each.id}", each.of)
        if each in late:
            return fails(f"{each.subject}: was due {each.due}, from {each.owner_role}", each.of)
        if closed:
            return fails(f"{each.subject}: still open, due {each.due}, from {each.owner_role}", each.of)
        return holds(f"{each.subject}: due {each.due}, from {each.owner_role}", each.of)

    if not found:
        return holds("nothing that was tried left anything to mend", *_tried(case))
    return together(
        map(seen, found),
        otherwise="",
        summary=f"each of {len(found)} corrective actions is mended, or has an owner and a day to come",
    )


def _tried(case: Case) -> tuple[RecordRef, ...]:
    """Return the newest record of each kind that could have left something to mend."""
    return tuple(case.ref(each[0]) for each in (case.drills, case.exercises, case.checks) if each)
