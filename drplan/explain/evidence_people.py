"""What records of exercises and approvals saw, laid out."""

from __future__ import annotations

from drplan.explain.document import Bullets, Facts
from drplan.explain.evidence_parts import Blocks, table, took
from drplan.explain.words import length, listing
from drplan.record.approval import ApprovalRecord
from drplan.record.exercise import ExerciseRecord


def exercised(record: ExerciseRecord) -> Blocks:
    """Yield what an exercise asked, and what people answered."""
    yield Facts(
        (
            ("Exercise", f"{record.title} ({record.kind})"),
            ("Scenario", record.scenario),
            ("Scope", listing(record.scope)),
            ("Sponsor", record.sponsor_role),
            ("Facilitator", record.facilitator_role),
            ("Took part", listing(record.participant_roles)),
        )
    )
    objectives = tuple((each.what, each.rating, each.because) for each in record.objectives)
    yield from table("Objectives", ("Objective", "Rating", "Why"), objectives)
    injects = tuple((each.id, each.news, each.role, each.answer) for each in record.injects)
    yield from table("News, and what was answered", ("News", "What", "Role", "Answer"), injects)
    decisions = tuple(
        (each.asked, each.role, each.decided or "not decided", took(each.seconds))
        for each in record.decisions
    )
    yield from table("Decisions", ("Asked", "Role", "Decided", "Took"), decisions)
    steps = tuple(
        (each.what, each.service, each.role, length(each.declared_seconds), took(each.seconds), each.timing)
        for each in record.steps
    )
    yield from table(
        "Human steps", ("Step", "Service", "Role", "Declared", "Took", "How it was timed"), steps
    )
    actions = tuple(
        (each.issue, each.owner_role, each.due, each.closed or "open") for each in record.corrective_actions
    )
    yield from table("Corrective actions", ("Issue", "Owner", "Due", "Closed"), actions)
    yield from (Bullets(each) for each in (record.observations, record.recommendations) if each)


def recorded(record: ApprovalRecord) -> Blocks:
    """Yield what somebody approved, reviewed, handed out or was shown."""
    yield Facts(
        (
            ("What", record.act),
            ("Held on", record.held),
            ("Decision", record.decision),
            ("Plan (SHA-256)", record.plan_sha256 or "not of a plan"),
            ("Given to", listing(record.recipients, "nobody named")),
            ("Note", record.note or "none"),
        )
    )
    about = tuple((f"{each.noun} {each.id}", each.head) for each in record.of)
    yield from table("Records it is about", ("Record", "Head"), about)
    actions = tuple((each.id, each.owner_role, each.due) for each in record.actions)
    yield from table("Corrective actions", ("Action", "Owner", "Due"), actions)
    yield from table("Heads that were shown", ("Chain", "Head"), tuple(sorted(record.heads.items())))
