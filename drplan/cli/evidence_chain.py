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

    def ids(self) -> list[str]: ...

    def path(self, record_id: str, /) -> Path: ...

    def head(self) -> str | None: ...

    def holds(self, head: str, /) -> bool: ...

    def record(self, record_id: str, /) -> AnyRecord: ...

    def records(self) -> Sequence[AnyRecord]: ...

    def signed_for(self, record_id: str, /) -> tuple[str, ...]: ...

    def verify(
        self,
        *,
        head: str | None = None,
        signers: tuple[AllowedSigner, ...] | None = None,
        every_signature: bool = False,
    ) -> list[EvidenceFinding]: ...
