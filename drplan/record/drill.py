"""The record of one drill: everything a verdict rests on, and nothing secret.

It holds counts, hashes and times; never a file's content or a row. Times are UTC; lengths are seconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from drplan.measure.verdict import Verdict
from drplan.record.kept import Kept, SignedRecord

Where = Literal["lab", "loopback lab", "scratch", "production"]


class StepRecord(Kept):
    """One thing done or looked at. ``subject`` names the asset, service or data set."""

    subject: str
    action: Literal[
        "reserve",
        "isolate",
        "see-healthy",
        "destroy",
        "see-broken",
        "blank",
        "deploy",
        "restore",
        "verify",
        "automatic",
        "human",
        "probe",
    ]
    started: datetime
    seconds: float
    verdict: Verdict
    detail: str = ""


class DataSetRecord(Kept):
    """What one data set's recovery showed.

    ``entries`` counts the manifest's entries, ``matched`` those that came back equal in every fact.
    """

    name: str
    repository: str
    snapshot: str
    taken_at: datetime
    entries: int
    matched: int
    size: int
    manifest_sha256: str
    verdict: Verdict


class ServiceRecord(Kept):
    """One service's promise beside what was measured.

    ``rta_seconds`` runs along the critical path and includes ``human_seconds`` (declared, not measured).
    ``rta_seconds`` and ``rpa_seconds`` are ``None`` when recovery was not reached; ``rpa_seconds`` also
    for a service that owns no data.
    """

    name: str
    title: str
    tier: int
    wave: int
    rto_seconds: float
    rpo_seconds: float
    rta_seconds: float | None
    rpa_seconds: float | None
    human_seconds: float
    critical_path: tuple[str, ...]
    data_sets: tuple[DataSetRecord, ...]
    verdict: Verdict


class DrillRecord(SignedRecord):
    """One drill, or one real recovery, whole.

    ``host`` names the one server that was lost; ``None`` when a whole site was, and then it is not written.
    Of a real recovery ``disrupted`` is the moment people gave, before ``started``.
    """

    noun: ClassVar[str] = "drill"

    schema_id: Literal["drplan/drill/1"] = "drplan/drill/1"
    district: str
    site: str
    host: str | None = None
    kind: Literal["functional", "real recovery"] = "functional"
    where: Where
    operator_role: str
    inventory_sha256: str
    tools: dict[str, str]
    disrupted: datetime
    waves: tuple[tuple[str, ...], ...]
    steps: tuple[StepRecord, ...]
    services: tuple[ServiceRecord, ...]

    @model_validator(mode="after")
    def _nothing_is_rehearsed_in_production(self) -> Self:
        if (self.kind == "real recovery") != (self.where == "production"):
            raise ValueError(f"a record of kind {self.kind!r} cannot be of {self.where}")
        return self

    def unwritten(self) -> set[str]:
        """Return ``host`` when a whole site was lost: older records know no such word."""
        return set() if self.host else {"host"}
