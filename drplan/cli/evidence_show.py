"""Chains of signed records as the command line knows them, and one record shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn, Protocol

import click

from drplan.cli.evidence_reports import say_findings
from drplan.cli.evidence_text import AnyRecord, say_record
from drplan.cli.frame import Exit, finish
from drplan.cli.reviews import review_rows, reviews_of, say_reviews
from drplan.record.auditor import verification_command
from drplan.record.findings import EvidenceFinding
from drplan.record.signers import AllowedSigner


class Chain(Protocol):
    """The signed records of one kind: drills, deploys, checks, escrows, exercises, approvals, tenants."""

    @property
    def kind(self) -> type[AnyRecord]:
        """What they are records of."""
        ...

    def ids(self) -> list[str]:
        """Return the records' ids, sorted by name."""
        ...

    def path(self, record_id: str, /) -> Path:
        """Return a record's folder."""
        ...

    def head(self) -> str | None:
        """Return the newest record's head."""
        ...

    def head_of(self, record_id: str, /) -> str:
        """Return one record's head."""
        ...

    def holds(self, head: str, /) -> bool:
        """Say whether a record has this head."""
        ...

    def record(self, record_id: str, /) -> AnyRecord:
        """Return one record."""
        ...

    def records(self) -> Sequence[AnyRecord]:
        """Return the records, first to last."""
        ...

    def signers(self) -> tuple[AllowedSigner, ...]:
        """Return whom the file beside them lets sign."""
        ...

    def bearer(self, record_id: str, /) -> AllowedSigner:
        """Return the first of those a record is signed by."""
        ...

    def signed_for(self, record_id: str, /) -> tuple[str, ...]:
        """Return whom a record is signed by."""
        ...

    def verify(
        self,
        *,
        head: str | None = None,
        signers: tuple[AllowedSigner, ...] | None = None,
        every_signature: bool = False,
    ) -> list[EvidenceFinding]:
        """Check every record, and the chain."""
        ...


def show(evidence: Chain, name: str, runbooks: Path, form: str) -> NoReturn:
    """Show one record, who signed it, and what others said of it; exit 1 when it does not verify."""
    folder = evidence.path(name)
    findings = [each for each in evidence.verify() if each.record_id == name]
    record = evidence.record(name)
    signed = () if findings else evidence.signed_for(name)
    reviews = reviews_of(runbooks, record.noun, name, evidence.head_of(name))
    if form == "json":
        report = {
            "schema": "drplan/evidence-show/1",
            "signed_for": signed,
            "findings": [asdict(each) for each in findings],
            "reviews": review_rows(reviews),
            "record": record.model_dump(mode="json"),
        }
        click.echo(json.dumps(report, indent=2))
    else:
        say_record(record)
        click.echo(f"signed:   {', '.join(signed) or 'NOT VERIFIED: do not rely on what stands above'}")
        if record.noun != "approval":
            say_reviews(reviews)
        say_findings(findings)
        then = record.ended if signed and evidence.bearer(name).limited() else None
        for identity in signed:
            click.echo(f"verify:   {verification_command(str(folder), identity, then)}")
    finish(Exit.FALLS_SHORT if findings else Exit.WELL)


DRILLS = "drill"


def whose(chains: Mapping[str, Chain], has: Callable[[Chain], bool]) -> str:
    """Return the noun of the chain that has it; the drills', where no other has."""
    return next((noun for noun, chain in chains.items() if noun != DRILLS and has(chain)), DRILLS)
