"""The record of the plan: who approved it, who has it, what tests showed, and why it changed.

It stands beside the plan and not in it: an approval names the plan by a hash, and a plan that showed its own
approval would be another plan than the one that was approved.
"""

from __future__ import annotations

from collections.abc import Iterator

from drplan.audit.controls.case import day_of
from drplan.declare import HumanStep
from drplan.explain.content import Table
from drplan.explain.document import Block, Command, Document, Heading, Link, Links, Notice, Paragraph
from drplan.explain.iscp.extent import Extent, table_or
from drplan.explain.iscp.introduction import RECORD
from drplan.explain.iscp.tests_held import tests_held
from drplan.explain.mending import action_table
from drplan.explain.source import Source
from drplan.explain.words import listing
from drplan.record.approval import Act, ApprovalRecord
from drplan.record.drill import DrillRecord
from drplan.record.exercise import ExerciseRecord

_APPROVES = ("accepted", "accepted with actions")


def record_page(source: Source, extent: Extent) -> Document:
    """Lay the page out; its date is that of the newest record of those that it shows."""
    ledger = source.ledger
    shown = (*ledger.drills, *ledger.exercises, *ledger.escrows, *ledger.approvals)
    as_of = max((int(each.ended.timestamp()) for each in shown), default=0)
    name = source.district.name
    return Document(f"{name}: record of the plan", name, as_of, tuple(_blocks(source, extent)), path=RECORD)


def _blocks(source: Source, extent: Extent) -> Iterator[Block]:
    approvals = _acts(source, "plan approval")
    yield Notice(_standing(extent, approvals))
    yield Links((Link("The plan", "plan"),))
    yield Heading(2, "Approvals", "approvals")
    yield from _approvals(extent, approvals)
    yield Heading(2, "Distribution", "distribution")
    yield from _distribution(extent, _acts(source, "distribution"))
    yield Heading(2, "Tests", "tests")
    yield from tests_held(source, extent)
    yield Heading(2, "Document changes", "changes")
    yield from _changes(extent, source, approvals)
    yield Heading(2, "Still to be mended", "actions")
    yield action_table(source.still_open) or Paragraph("No corrective action is open, by the records.")


def _acts(source: Source, act: Act) -> list[ApprovalRecord]:
    return [each for each in reversed(source.ledger.approvals) if each.act == act]


def _standing(extent: Extent, approvals: list[ApprovalRecord]) -> str:
    if not approvals:
        return "No approval of a plan is on record: none is approved."
    last = approvals[0]
    return f"Last decision: a plan was {last.decision} on {last.held}, by {extent.called(last.by_role)}."


def _approvals(extent: Extent, approvals: list[ApprovalRecord]) -> Iterator[Block]:
    rows = tuple(
        (
            each.held,
            extent.called(each.by_role),
            each.decision,
            each.plan_sha256 or "none",
            each.note or "none",
            each.id,
        )
        for each in approvals
    )
    header = ("Held", "Role", "Decision", "Plan (SHA-256)", "Note", "Record")
    yield table_or(
        Table("Decisions on a plan, newest first", header, rows),
        "Nobody is on record as having approved a plan. Sign on paper (plan approval), then record it.",
    )
    yield Paragraph("Whether the plan as it lies here is one of these, and what else an auditor asks of it:")
    yield Command("drplan evidence controls --control CP-2")


def _distribution(extent: Extent, handed: list[ApprovalRecord]) -> Iterator[Block]:
    rows = tuple(
        (
            each.held,
            listing(extent.called(name) for name in each.recipients),
            extent.called(each.by_role),
            each.plan_sha256 or "none",
            each.id,
        )
        for each in handed
    )
    header = ("Day", "Got it", "Handed out by", "Plan (SHA-256)", "Record")
    yield table_or(
        Table("Who got a plan, newest first", header, rows), "Nobody is on record as having got a plan."
    )
    got = {name for each in handed for name in each.recipients}
    waiting = [extent.called(name) for name in _named(extent) if name not in got]
    if waiting:
        yield Paragraph(f"{listing(waiting)}.", "Named in the plan, and never on record as having got one")


def _named(extent: Extent) -> dict[str, None]:
    """Return the roles that answer for a service or have a step in its recovery."""
    found = dict.fromkeys(each.owner for each in extent.services)
    for service in extent.services:
        for step in service.recovery_steps:
            if isinstance(step, HumanStep):
                found[step.role] = None
    return found


def _changes(extent: Extent, source: Source, approvals: list[ApprovalRecord]) -> Iterator[Block]:
    yield Paragraph(
        "What decided on the plan, and what made it necessary to change it: drills and exercises that "
        "failed. The changes themselves are in the version control system that holds the declaration."
    )
    rows = [
        (each.held, f"plan {each.decision}", extent.called(each.by_role), each.note or "none", each.id)
        for each in approvals
    ]
    rows += [_failed(each, approvals) for each in source.ledger.drills if each.verdict.outcome == "fail"]
    rows += [_failed(each, approvals) for each in source.ledger.exercises if each.verdict.outcome == "fail"]
    rows.sort(key=lambda row: (row[0], row[4]), reverse=True)
    header = ("Day", "What", "By, or of", "What came of it", "Record")
    yield table_or(
        Table("Document changes, newest first", header, tuple(rows)),
        "No approval, and no failed drill or exercise, is on record.",
    )


def _failed(
    record: DrillRecord | ExerciseRecord, approvals: list[ApprovalRecord]
) -> tuple[str, str, str, str, str]:
    day = record.ended.date()
    after = [
        each
        for each in approvals
        if each.decision in _APPROVES and (held := day_of(each.held)) is not None and held >= day
    ]
    then = f"a plan was approved on {after[-1].held}" if after else "no plan was approved since"
    of = record.title if isinstance(record, ExerciseRecord) else record.site or "services of several sites"
    why = "; ".join(record.verdict.because)
    return day.isoformat(), f"{record.noun} failed: {why}", of, then, record.id
