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
"""``scratch``: beside production, which nothing of it touched."""


class StepRecord(Kept):
    """One thing done or looked at. ``subject`` names the asset, service or data set."""

    subject: str
    action: Literal[
        "see-healthy",
        "destroy",
        "see-broken",
        "blank",
        "deploy",
        "restore",
        "verify",
        "walk-back",
        "automatic",
        "human",
        "probe",
    ]
    started: datetime
    seconds: float
    verdict: Verdict
    detail: str = ""


class SampleRecord(Kept):
    """Which part of a data set was looked at, counted from 0, and how large it is in all (bytes)."""

    part: int
    parts: int
    entries_in_all: int
    size_in_all: int


class PassedOver(Kept):
    """A recovery point that was tried or looked into, found wanting, and gone back from.

    ``damaged`` says that the copy is at fault: it cannot be read, is not what its manifest says, or its
    manifest is not to be trusted. Otherwise its content is doubted, and the copy keeps it well.
    """

    repository: str
    snapshot: str
    taken_at: datetime
    damaged: bool
    because: tuple[str, ...]


class DataSetRecord(Kept):
    """What one data set's recovery showed.

    ``entries`` counts the manifest's entries, ``matched`` those that came back equal in every fact.
    ``proof`` says that it was proven beside production: restored to ``scratch``, or read as a ``stream``;
    absent, it came back to its place. ``sample`` is there when only a part of it was looked at.
    ``walked_back`` names the recovery points that were passed over for this one, in the order of the tries.
    """

    later: ClassVar[frozenset[str]] = frozenset({"proof", "sample", "walked_back"})

    name: str
    repository: str
    snapshot: str
    taken_at: datetime
    entries: int
    matched: int
    size: int
    manifest_sha256: str
    proof: Literal["scratch", "stream"] | None = None
    sample: SampleRecord | None = None
    verdict: Verdict
    walked_back: tuple[PassedOver, ...] = ()


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


class Interruption(Kept):
    """A piece of time in which no runner worked on the drill: it was killed, or its machine was down.

    It begins no sooner than the runner's last sign of life, so that it is never longer than it was. What a
    step had done when its runner ended, and did again, is work and not in it.
    """

    started: datetime
    ended: datetime


class DrillRecord(SignedRecord):
    """One drill, or one real recovery, whole.

    ``host`` names the one server that was lost; ``None`` when a whole site was, and then it is not written.
    Of a real recovery ``disrupted`` is the moment people gave, before ``started``. ``interrupted`` holds the
    runner's own outages in order, apart from each other; not written when there was none.
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
    interrupted: tuple[Interruption, ...] = ()

    @model_validator(mode="after")
    def _nothing_is_rehearsed_in_production(self) -> Self:
        if (self.kind == "real recovery") != (self.where == "production"):
            raise ValueError(f"a record of kind {self.kind!r} cannot be of {self.where}")
        return self

    def unwritten(self) -> set[str]:
        """Return what this record says nothing in: older records know no such words."""
        said = {"host": self.host, "interrupted": self.interrupted}
        return {name for name, value in said.items() if not value}
