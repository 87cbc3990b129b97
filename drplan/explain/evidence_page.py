"""One record as a page for people: what it was of, what was seen, and where it stands in its chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from drplan.explain.document import Bullets, Document, Facts, Heading, Notice
from drplan.explain.evidence_copies import checked, held_in_escrow
from drplan.explain.evidence_parts import Blocks, place
from drplan.explain.evidence_people import exercised, recorded
from drplan.explain.evidence_runs import assessed, deployed, drilled
from drplan.explain.words import listing, moment
from drplan.record.approval import ApprovalRecord
from drplan.record.chain import Link
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord
from drplan.record.kept import SignedRecord
from drplan.record.pack import district_of
from drplan.record.posture import PostureRecord

_MADE_OF = "Made from the signed record for reading. Where the two differ, the record counts."


def evidence_page(record: SignedRecord, link: Link, signed_for: tuple[str, ...]) -> Document:
    """Lay one record out."""
    return Document(
        f"{record.noun.capitalize()} {record.id}",
        district_of(record),
        int(record.ended.timestamp()),
        tuple(_blocks(record, link, signed_for)),
    )


def _blocks(record: SignedRecord, link: Link, signed_for: tuple[str, ...]) -> Blocks:
    yield Notice(_MADE_OF)
    yield Heading(2, "In short", "short")
    yield Facts(tuple(_facts(record)))
    if record.verdict.because:
        yield Bullets(record.verdict.because)
    yield Heading(2, "What was seen", "seen")
    laid_out: dict[type[SignedRecord], Callable[[Any], Blocks]] = {
        DrillRecord: drilled,
        DeployRecord: deployed,
        CheckRecord: checked,
        EscrowRecord: held_in_escrow,
        ExerciseRecord: exercised,
        ApprovalRecord: recorded,
        PostureRecord: assessed,
    }
    yield from laid_out[type(record)](record)
    yield Heading(2, "Where it stands", "chain")
    yield Facts((*place(link), ("Signed for", listing(signed_for))))


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
