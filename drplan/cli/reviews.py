"""What other roles made of one record, for ``drplan evidence show``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.errors import EvidenceError
from drplan.record.approval import ApprovalRecord


def reviews_of(runbooks: Path, noun: str, record_id: str, head: str) -> list[tuple[ApprovalRecord, bool]]:
    """Return the approval records that are about one record, first to last.

    Beside each: whether it verifies and was about the record as it is now, known by its head.
    """
    chain = wiring.approval_evidence(runbooks / wiring.APPROVALS)
    names = chain.ids()
    bad = {each.record_id for each in chain.verify()} if names else set()
    found = []
    for name in (each for each in names if each not in bad or _readable(chain, each)):
        record = chain.record(name)
        heads = {ref.head for ref in record.of if (ref.noun, ref.id) == (noun, record_id)}
        if heads:
            found.append((record, name not in bad and head in heads))
    return found


def review_rows(found: list[tuple[ApprovalRecord, bool]]) -> list[dict[str, Any]]:
    """Return the reviews for programs."""
    return [
        {
            "id": record.id,
            "act": record.act,
            "by_role": record.by_role,
            "held": record.held,
            "decision": record.decision,
            "note": record.note,
            "holds": holds,
        }
        for record, holds in found
    ]


def say_reviews(found: list[tuple[ApprovalRecord, bool]]) -> None:
    """Print one line a review; a record that nobody reviewed says so."""
    for line in _lines(found):
        click.echo(f"reviewed: {line}")


def _lines(found: list[tuple[ApprovalRecord, bool]]) -> Iterator[str]:
    for record, holds in found:
        note = f", {record.note}" if record.note else ""
        doubt = "" if holds else "; NOT VERIFIED, or of another form of this record: do not rely on it"
        yield f"{record.decision} by {record.by_role}, {record.held} ({record.id}){note}{doubt}"
    if not found:
        yield "by nobody yet"


def _readable(chain: Any, name: str) -> bool:
    try:
        chain.record(name)
    except EvidenceError:
        return False
    return True
