"""The record of one deploy: who changed what, when and within which limits, and what did not hold.

It holds names, counts, hashes and times. What differed in a file may be private: of every difference it keeps
the number of lines and their SHA-256 only. Times are UTC.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from drplan.measure.verdict import Verdict
from drplan.ports import OperationOutcome
from drplan.record.kept import Kept, SignedRecord


class ScopeRecord(Kept):
    """Which assets were asked for: of one site, kind or baseline, by name. What was not said is empty.

    With ``allow_delete`` the operator let things be taken away.
    """

    later: ClassVar[frozenset[str]] = frozenset({"allow_delete"})

    site: str | None
    kind: str | None
    baseline: str | None
    assets: tuple[str, ...]
    allow_delete: bool = False


class LimitsRecord(Kept):
    """How carefully the change was spread."""

    canary: int
    at_once: int
    failure_budget: int


class WaveRecord(Kept):
    """Assets that were changed at the same time, or were left out at the end."""

    canary: bool
    assets: tuple[str, ...]


class FreezeRecord(Kept):
    """A freeze of deploys that was passed: the period, its last day, and the reason that was given."""

    period: str
    last: str
    despite: str


class OperationRecord(Kept):
    """One operation that was not found as wanted. The hash is of its detail in UTF-8; none without detail.

    ``reason`` is why one was left out: words of the declaration or the baseline, not of a host's file.
    ``calls`` are the API calls that were made, or would be; what was refused or not answered says so.
    """

    later: ClassVar[frozenset[str]] = frozenset({"calls"})

    name: str
    outcome: OperationOutcome
    reason: str
    detail_lines: int
    detail_sha256: str | None
    calls: tuple[str, ...] = ()


class AssetRecord(Kept):
    """What became of one asset. ``held`` counts the operations found as wanted, the others are listed."""

    name: str
    kind: str
    baselines: tuple[str, ...]
    wave: int | None
    error: str | None
    held: int
    operations: tuple[OperationRecord, ...]
    verdict: Verdict


class HeldRecord(Kept):
    """Operations found as wanted, by name in order, and all assets on which exactly these were."""

    assets: tuple[str, ...]
    operations: tuple[str, ...]


class DeployRecord(SignedRecord):
    """One apply or drift, whole.

    ``operator_account`` is the account and machine that ran it, as they name themselves. ``broken_off`` says
    what ended it before its time.
    """

    noun: ClassVar[str] = "deploy"

    schema_id: Literal["drplan/deploy-record/1"] = "drplan/deploy-record/1"
    district: str
    where: Literal["production", "lab", "loopback lab"]
    verb: Literal["apply", "drift"]
    operator_role: str
    operator_account: str
    inventory_sha256: str
    tools: dict[str, str]
    scope: ScopeRecord
    limits: LimitsRecord | None
    freeze: FreezeRecord | None
    waves: tuple[WaveRecord, ...]
    assets: tuple[AssetRecord, ...]
    held: tuple[HeldRecord, ...]
    not_applicable: tuple[str, ...]
    standing: str
    exit_code: int
    broken_off: str | None
