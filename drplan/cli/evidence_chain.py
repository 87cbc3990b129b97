"""What the evidence commands need of a chain of records, of whatever kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from drplan.cli.evidence_text import AnyRecord
from drplan.record.findings import EvidenceFinding
from drplan.record.signers import AllowedSigner


class Chain(Protocol):
    """The signed records of one kind: drills, deploys, checks, opened escrows, exercises or approvals."""

    def ids(self) -> list[str]:
        """Return the records' ids, by name."""

    def path(self, record_id: str, /) -> Path:
        """Return a record's folder."""

    def head(self) -> str | None:
        """Return the newest record's head, ``None`` before the first."""

    def holds(self, head: str, /) -> bool:
        """Say whether a record here has this head."""

    def record(self, record_id: str, /) -> AnyRecord:
        """Return one record."""

    def records(self) -> Sequence[AnyRecord]:
        """Return the records, first to last."""

    def signed_for(self, record_id: str, /) -> tuple[str, ...]:
        """Return whom a record is signed by."""

    def verify(
        self,
        *,
        head: str | None = None,
        signers: tuple[AllowedSigner, ...] | None = None,
        every_signature: bool = False,
    ) -> list[EvidenceFinding]:
        """Return what is wrong with any record, the chain or its signed head."""
