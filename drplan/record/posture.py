"""The record of one assessment of a tenant, as a tool wrote it and somebody brought it in.

Ids, results and counts only: the tools' words about a policy name people and mailboxes, and are not kept.
The file itself stays with whoever made it; its SHA-256 says which it was. Times are UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from drplan.posture.results import Result, Seen, Tool
from drplan.record.kept import Kept, SignedRecord


class SeenRecord(Kept):
    """One policy of SCuBA's or one check of Prowler's; the counts are of its findings."""

    id: str
    result: Result
    passed: int
    failed: int
    unchecked: int

    @classmethod
    def of(cls, seen: Seen) -> SeenRecord:
        """Write one down."""
        return cls(
            id=seen.id,
            result=seen.result,
            passed=int(seen.passed),
            failed=int(seen.failed),
            unchecked=int(seen.unchecked),
        )


class PostureRecord(SignedRecord):
    """One file of results. ``ran`` is when the tool ran, ``started`` and ``ended`` when it was brought in.

    ``tenant`` is its declared name, ``declared_as`` its domain or account number then. ``catalogue`` is the
    release whose policies the verdict was judged by, empty for Prowler, whose checks are only counted.
    """

    noun: ClassVar[str] = "posture"

    schema_id: Literal["drplan/posture-record/1"] = "drplan/posture-record/1"
    district: str
    tenant: str
    tenant_kind: Literal["aws", "google-workspace", "microsoft-365"]
    declared_as: str
    tool: Tool
    tool_version: str
    ran: datetime
    file_sha256: str
    catalogue: str
    holds: tuple[str, ...]
    operator_role: str
    operator_account: str
    inventory_sha256: str
    tools: dict[str, str]
    results: tuple[SeenRecord, ...]
