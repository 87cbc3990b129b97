"""One record as a page for people: what it was of, what was seen, and where it stands in its chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Notice, Paragraph
from drplan.explain.table import DRILL_HEADER, STEP_HEADER, drill_summary, drill_table, step_table
from drplan.explain.words import count, length, listing, moment, size
from drplan.plan.attack import TITLES
from drplan.record.approval import ApprovalRecord
from drplan.record.chain import Link
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import PARTS, CheckRecord, RepositoryRecord
from drplan.record.kept import SignedRecord
from drplan.record.pack import district_of
from drplan.record.posture import PostureRecord
from drplan.record.summary import PublicSummary

_MADE_OF = "Made from the signed record for reading. Where the two differ, the record counts."
_MADE_PUBLIC = (
    "The public edition: counts, times and verdicts. The signed record names machines, places and accounts "
    "and is in the restricted edition; the head below is the same there."
)

Blocks = Iterator[Block]

_SHORT = 8


def evidence_page(record: SignedRecord, link: Link, signed_for: tuple[str, ...]) -> Document:
    """Lay one record out."""
    return Document(
        f"{record.noun.capitalize()} {record.id}",
        district_of(record),
        int(record.ended.timestamp()),
        tuple(_blocks(record, link, signed_for)),
    )


def summary_page(summary: PublicSummary, district: str) -> Document:
    """Lay one summary out."""
    title = f"{summary.noun.capitalize()} {summary.number}"
    return Document(title, district, 0, tuple(_public(summary)))


def _blocks(record: SignedRecord, link: Link, signed_for: tuple[str, ...]) -> Blocks:
    yield Notice(_MADE_OF)
    yield Heading(2, "In short", "short")
    yield Facts(tuple(_facts(record)))
    if record.verdict.because:
        yield Bullets(record.verdict.because)
    yield Heading(2, "What was seen", "seen")
    laid_out: dict[type[SignedRecord], Callable[[Any], Blocks]] = {
        DrillRecord: _drill,
        DeployRecord: _deploy,
        CheckRecord: _check,
        EscrowRecord: _escrow,
        ExerciseRecord: _exercise,
        ApprovalRecord: _approval,
        PostureRecord: _posture,
    }
    yield from laid_out[type(record)](record)
    yield Heading(2, "Where it stands", "chain")
    yield Facts((*_place(link), ("Signed for", listing(signed_for))))


def _facts(record: SignedRecord) -> Iterator[tuple[str, str]]:
    yield "Verdict", record.verdict.outcome
    yield "Started", moment(record.started)
    yield "Ended", moment(record.ended)
    told = {
        "where": "Where",
        "operator_role": "Run by",
        "operator_account": "Account",
        "by_role": "By",
        "inventory_sha256": "Declaration (SHA-256)",
    }
    for field, term in told.items():
        if getattr(record, field, None):
            yield term, str(getattr(record, field))
    tools: dict[str, str] = getattr(record, "tools", {})
    yield "Tools", listing(f"{name} {version}" for name, version in sorted(tools.items()))


def _place(link: Link) -> Iterator[tuple[str, str]]:
    yield "Head", link.head
    yield "Follows", link.previous or "nothing: it is the first of its chain"


def _drill(record: DrillRecord) -> Blocks:
    yield Paragraph(drill_summary(record))
    yield Table("Promised and measured", DRILL_HEADER, tuple(row.cells() for row in drill_table(record)))
    data = tuple(
        (
            each.name,
            each.repository,
            each.snapshot[:8],
            moment(each.taken_at),
            f"{each.matched:,} of {each.entries:,}",
            size(each.size),
            each.verdict.outcome,
        )
        for service in record.services
        for each in service.data_sets
    )
    header = ("Data set", "From", "Snapshot", "Taken", "Entries equal", "Size", "Verdict")
    yield from _table("Data that came back", header, data)
    yield from _table("Every step", STEP_HEADER, tuple(step_table(record)))


def _deploy(record: DeployRecord) -> Blocks:
    yield Paragraph(f"{record.verb}, ended {record.standing} with exit code {record.exit_code}.")
    if record.freeze is not None:
        yield Paragraph(
            f"{record.freeze.period} until {record.freeze.last}: {record.freeze.despite}", "Freeze passed"
        )
    rows = tuple(
        (each.name, each.kind, listing(each.baselines), str(each.held), each.verdict.outcome, _because(each))
        for each in record.assets
    )
    yield from _table("Assets", ("Asset", "Kind", "Baselines", "Held", "Verdict", "Why"), rows)
    done = tuple(
        (each.name, one.name, one.outcome, str(one.detail_lines), one.detail_sha256 or "", one.reason)
        for each in record.assets
        for one in each.operations
    )
    header = ("Asset", "Operation", "Outcome", "Lines that differed", "Their SHA-256", "Reason")
    yield from _table("Operations that were not as wanted", header, done)
    calls = tuple(
        (each.name, one.name, call) for each in record.assets for one in each.operations for call in one.calls
    )
    yield from _table("API calls", ("Asset", "Operation", "Call"), calls)


def _check(record: CheckRecord) -> Blocks:
    rows = tuple(
        (
            each.name,
            str(each.snapshots),
            listing(f"{part.part} of {part.parts}" for part in each.read),
            each.verdict.outcome,
            "; ".join(filter(None, (_because(each), each.error, *each.damage))),
        )
        for each in record.repositories
    )
    if record.verb in ("check", "retain"):
        yield from _table("Repositories", ("Repository", "Snapshots", "Parts read", "Verdict", "Why"), rows)
    for each in record.repositories:
        yield from _attack(each)
        yield from _unhidden(each)


def _attack(seen: RepositoryRecord) -> Blocks:
    if seen.attack is None:
        return
    rows = tuple(
        (TITLES.get(each.what, each.what), each.came, each.verdict.outcome, each.said)
        for each in seen.attack.attempts
    )
    header = ("Tried", "What came of it", "Verdict", "What the server said")
    yield from _table(f"Attack on {seen.name}", header, rows)


def _unhidden(seen: RepositoryRecord) -> Blocks:
    done = seen.unhidden
    if done is None:
        return
    told = (
        ("As of", moment(done.since)),
        ("Delete markers taken away", str(done.markers)),
        ("Files put on top again", str(done.overwritten)),
        ("Snapshots that are gone", listing(each[:_SHORT] for each in done.lost)),
        ("Rehearsed in a lab", "yes" if done.rehearsal else "no"),
        ("Seconds", listing(f"{part} {done.seconds[part]:.1f}" for part in PARTS if part in done.seconds)),
    )
    yield Heading(2, f"Brought back: {seen.name}", f"unhidden-{seen.name}")
    yield Facts(told)
    rows = tuple(
        (each.data_set, each.snapshot[:_SHORT], f"{each.matched} of {each.entries}", each.verdict.outcome)
        for each in done.restored
    )
    header = ("Data set", "Snapshot", "Entries as kept", "Verdict")
    yield from _table(f"Restored from {seen.name}", header, rows)


def _escrow(record: EscrowRecord) -> Blocks:
    yield Paragraph(f"Held by {record.holder_role}. {count(record.passwords, 'password')} tried.")
    rows = tuple(
        (each.repository, each.place, each.verdict.outcome, _because(each)) for each in record.repositories
    )
    yield from _table("Repositories", ("Repository", "Escrow", "Verdict", "Why"), rows)


def _posture(record: PostureRecord) -> Blocks:
    yield Paragraph(
        f"{record.tenant} ({record.declared_as}), as {record.tool} {record.tool_version} saw it at "
        f"{moment(record.ran)}. SHA-256 of the file: {record.file_sha256}."
    )
    rows = tuple(
        (each.id, each.result, str(each.passed), str(each.failed), str(each.unchecked))
        for each in record.results
    )
    yield from _table("Results", ("Policy or check", "Result", "Passed", "Failed", "Not checked"), rows)


def _exercise(record: ExerciseRecord) -> Blocks:
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
    yield from _table("Objectives", ("Objective", "Rating", "Why"), objectives)
    injects = tuple((each.id, each.news, each.role, each.answer) for each in record.injects)
    yield from _table("News, and what was answered", ("News", "What", "Role", "Answer"), injects)
    decisions = tuple(
        (each.asked, each.role, each.decided or "not decided", _took(each.seconds))
        for each in record.decisions
    )
    yield from _table("Decisions", ("Asked", "Role", "Decided", "Took"), decisions)
    steps = tuple(
        (each.what, each.service, each.role, length(each.declared_seconds), _took(each.seconds), each.timing)
        for each in record.steps
    )
    yield from _table(
        "Human steps", ("Step", "Service", "Role", "Declared", "Took", "How it was timed"), steps
    )
    actions = tuple(
        (each.issue, each.owner_role, each.due, each.closed or "open") for each in record.corrective_actions
    )
    yield from _table("Corrective actions", ("Issue", "Owner", "Due", "Closed"), actions)
    yield from (Bullets(each) for each in (record.observations, record.recommendations) if each)


def _approval(record: ApprovalRecord) -> Blocks:
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
    yield from _table("Records it is about", ("Record", "Head"), about)
    actions = tuple((each.id, each.owner_role, each.due) for each in record.actions)
    yield from _table("Corrective actions", ("Action", "Owner", "Due"), actions)
    yield from _table("Heads that were shown", ("Chain", "Head"), tuple(sorted(record.heads.items())))


def _public(summary: PublicSummary) -> Blocks:
    yield Notice(_MADE_PUBLIC)
    yield Heading(2, "In short", "short")
    where = (("Where", summary.where),) if summary.where else ()
    yield Facts((("Verdict", summary.verdict), ("What", summary.what), ("Day", summary.day), *where))
    header = ("Service", "Tier", "RPO", "RPA", "RTO", "RTA", "Of that human", "With all data", "Verdict")
    rows = tuple(
        (
            each.title,
            str(each.tier),
            length(each.rpo_seconds),
            _took(each.rpa_seconds) if each.data_sets else "no data of its own",
            length(each.rto_seconds),
            _took(each.rta_seconds),
            length(each.human_seconds),
            "" if each.projected_seconds is None else f"up to {length(each.projected_seconds)}",
            each.verdict,
        )
        for each in summary.services
    )
    yield from _table("Promised and measured", header, rows)
    counts = tuple((name, f"{number:,}") for name, number in sorted(summary.counts.items()))
    yield from _table("Counted", ("What", "Number"), counts)
    yield Heading(2, "Where it stands", "chain")
    yield Facts(tuple(_place(Link(summary.previous, summary.head))))


def _table(caption: str, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Blocks:
    if rows:
        yield Table(caption, header, rows)


def _because(judged: Any) -> str:
    return "; ".join(judged.verdict.because)


def _took(seconds: float | None) -> str:
    return "not measured" if seconds is None else length(seconds)
