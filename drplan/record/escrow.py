"""The record of one opened escrow: which repositories its passwords open. The passwords are in no record."""

from __future__ import annotations

from typing import ClassVar, Literal

from drplan.measure.verdict import Verdict
from drplan.record.kept import Kept, SignedRecord


class OpenedRecord(Kept):
    """One repository. ``identity`` is restic's own id of it, empty when it did not open."""

    repository: str
    place: str
    identity: str
    verdict: Verdict


class EscrowRecord(SignedRecord):
    """One check of what a holder keeps. Both roles are words of the declaration."""

    noun: ClassVar[str] = "escrow"

    schema_id: Literal["drplan/escrow-record/1"] = "drplan/escrow-record/1"
    district: str
    where: Literal["production", "lab", "loopback lab"]
    holder_role: str
    operator_role: str
    operator_account: str
    inventory_sha256: str
    tools: dict[str, str]
    passwords: int
    repositories: tuple[OpenedRecord, ...]
