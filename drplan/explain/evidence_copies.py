"""What records of the copies and of their passwords saw, laid out."""

from __future__ import annotations

from drplan.explain.document import Facts, Heading, Paragraph
from drplan.explain.evidence_parts import Blocks, because, table
from drplan.explain.words import count, listing, moment
from drplan.plan.attack import TITLES
from drplan.record.escrow import EscrowRecord
from drplan.record.integrity import PARTS, CheckRecord, RepositoryRecord

_SHORT = 8


def checked(record: CheckRecord) -> Blocks:
    """Yield what a check, a retention, an attack or its undoing saw of repositories."""
    rows = tuple(
        (
            each.name,
            str(each.snapshots),
            listing(f"{part.part} of {part.parts}" for part in each.read),
            each.verdict.outcome,
            "; ".join(filter(None, (because(each), each.error, *each.damage))),
        )
        for each in record.repositories
    )
    if record.verb in ("check", "retain"):
        yield from table("Repositories", ("Repository", "Snapshots", "Parts read", "Verdict", "Why"), rows)
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
    yield from table(f"Attack on {seen.name}", header, rows)


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
    yield from table(f"Restored from {seen.name}", header, rows)


def held_in_escrow(record: EscrowRecord) -> Blocks:
    """Yield which repositories the passwords in escrow opened."""
    yield Paragraph(f"Held by {record.holder_role}. {count(record.passwords, 'password')} tried.")
    rows = tuple(
        (each.repository, each.place, each.verdict.outcome, because(each)) for each in record.repositories
    )
    yield from table("Repositories", ("Repository", "Escrow", "Verdict", "Why"), rows)
