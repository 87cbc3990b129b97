"""Rules about the plan itself: approved, handed out, kept up, and its people trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from drplan.audit.controls.case import Case
from drplan.audit.controls.found import Found, fails, holds, no_matter, together, unshown
from drplan.audit.controls.registry import RULES
from drplan.declare import HumanStep, Role
from drplan.record.approval import ApprovalRecord

_APPROVE = "drplan evidence approve-plan --role ROLE"


@RULES.add("plan-approved", "the plan in force, by its hash, was approved within so many days")
def plan_approved(case: Case, *, within_days: int) -> Found:
    """Look at the newest decision about this very plan; another plan's approval is none of it."""
    decided = list(case.acts("plan approval"))
    if not decided:
        return unshown(f"no approval of a plan is on record; {_APPROVE}")
    of_this = [(record, held) for record, held in decided if record.plan_sha256 == case.plan_sha256]
    if not of_this:
        record, held = decided[0]
        return fails(
            f"the plan changed since {held}, when one was last decided on; {_APPROVE}", case.ref(record)
        )
    record, held = of_this[0]
    if record.decision not in ("accepted", "accepted with actions"):
        return fails(f"the plan was {record.decision} on {held}, by {record.by_role}", case.ref(record))
    if case.age(held) > within_days:
        why = f"the plan was approved {case.age(held)} days ago, {within_days} allowed; {_APPROVE}"
        return fails(why, case.ref(record))
    return holds(f"the plan was {record.decision} on {held}, by {record.by_role}", case.ref(record))


@RULES.add("plan-handed-out", "the plan in force was handed to every role that the plan names")
def plan_handed_out(case: Case, *, within_days: int) -> Found:
    """Count who got this very plan, in all records of its distribution within the days."""
    handed = [
        (record, held)
        for record, held in case.acts("distribution")
        if record.plan_sha256 == case.plan_sha256 and case.age(held) <= within_days
    ]
    refs = [case.ref(record) for record, _ in handed]
    if not handed:
        return unshown(
            "nobody is on record as having got the plan in force; drplan evidence distribute --to ROLE"
        )
    missing = sorted(_named(case) - {each for record, _ in handed for each in record.recipients})
    if missing:
        return fails(f"the plan in force was not handed to {', '.join(missing)}", *refs)
    return holds(f"the plan in force was handed to every role it names, last on {handed[0][1]}", *refs)


def _named(case: Case) -> set[str]:
    steps = (step for each in case.services for step in each.recovery_steps if isinstance(step, HumanStep))
    return {each.owner for each in case.services} | {step.role for step in steps}


@RULES.add("plan-mended", "after every failed drill or exercise a plan was approved anew")
def plan_mended(case: Case, *, within_days: int) -> Found:
    """Look for an approval on the day of the failure or later."""
    approved = [
        (record, held)
        for record, held in case.acts("plan approval")
        if record.decision in ("accepted", "accepted with actions")
    ]
    tried = [each for each in (*case.drills, *case.exercises) if case.old(each) <= within_days]
    if not tried:
        return unshown(f"no drill or exercise within {within_days} days; drplan drill run --site CODE")
    failed = [each for each in tried if each.verdict.outcome == "fail"]
    return together(
        (_mended(case, f"{each.noun} {each.id}", each.ended.date(), approved) for each in failed),
        otherwise=f"no drill or exercise failed within {within_days} days",
    )


def _mended(case: Case, failed: str, day: date, approved: list[tuple[ApprovalRecord, date]]) -> Found:
    after = [(record, held) for record, held in approved if held >= day]
    if not after:
        return fails(f"{failed} failed on {day}, and no plan was approved since; {_APPROVE}")
    record, held = after[-1]
    return holds(f"{failed} failed on {day}; a plan was approved on {held}", case.ref(record))


@RULES.add("roles-trained", "each role's holder trained within so many days, and soon after taking it")
def roles_trained(case: Case, *, within_days: int, after_assignment_days: int) -> Found:
    """Take the declared day of training, and attendance at an exercise, whichever is later."""
    attended = _attended(case)
    return together(
        (
            _trained(case, role, attended.get(role.name, {}), (within_days, after_assignment_days))
            for role in case.district.roles
        ),
        otherwise="no role is declared",
        summary=f"each of {len(case.district.roles)} roles trained within {within_days} days, as declared"
        " or as exercises show",
    )


def _attended(case: Case) -> dict[str, dict[date, str]]:
    found: dict[str, dict[date, str]] = {}
    for record in case.exercises:
        for role in record.participant_roles if record.verdict.outcome != "no-evidence" else ():
            found.setdefault(role, {}).setdefault(record.ended.date(), record.id)
    return found


def _trained(case: Case, role: Role, attended: dict[date, str], limits: tuple[int, int]) -> Found:
    within, soon = limits
    if role.assigned_on is None:
        return unshown(f"{role.name}: nobody declared since when its holder has it; declare assigned_on")
    days = {*attended, *([role.trained_on] if role.trained_on else [])}
    own = [each for each in days if role.assigned_on <= each <= case.day]
    if not own:
        due = role.assigned_on + timedelta(days=soon)
        if case.day <= due:
            return no_matter(f"{role.name}: taken on {role.assigned_on}, to be trained by {due}")
        return fails(f"{role.name}: its holder has not trained since taking it on {role.assigned_on}")
    newest = max(own)
    if case.age(newest) > within:
        return fails(f"{role.name}: last trained {case.age(newest)} days ago, {within} allowed")
    refs = [case.ref(each) for each in case.exercises if each.id == attended.get(newest)]
    return holds(f"{role.name}: trained on {newest}", *refs)


@RULES.add("declared", "validation finds nothing of this in the declaration")
def declared(case: Case, *, rules: tuple[str, ...], applies_to: str = "all") -> Found:
    """Hold the declaration against rules of ``drplan validate``; a waived finding is a finding here."""
    if not _APPLIES[applies_to](case):
        return no_matter(f"nothing of this kind is declared: {applies_to}")
    wanted = set(rules)
    found = [each for each in case.examined.findings if each.rule in wanted]
    waived = [each.finding for each in case.examined.waived if each.finding.rule in wanted]

    def lines() -> Iterator[Found]:
        for each in found:
            yield fails(f"{each.rule}: {each.subject.kind} {each.subject.name} {each.message}")
        for each in waived:
            yield fails(f"{each.rule}: {each.subject.kind} {each.subject.name} {each.message} (waived)")

    if found or waived:
        return together(lines(), otherwise="")
    return holds(f"as declared; drplan validate finds nothing of {', '.join(sorted(wanted))}")


_APPLIES: Mapping[str, Callable[[Case], bool]] = {
    "all": lambda _: True,
    "student records": lambda case: any(each.privacy == "student-records" for each in case.data_sets),
    "data of children under 13": lambda case: any(each.under_13 for each in case.data_sets),
    "student Internet": lambda case: any(each.function == "student-internet" for each in case.services),
}
"""What must be there for a rule to apply, in the words of its reason."""
