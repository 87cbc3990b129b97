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


Copies = Literal["production", "lab", "loopback lab"]
"""Whose copies a drill was from."""


def proof_of(where: Where, copies: Copies) -> Where:
    """Return of what a drill is proof: a scratch drill from a lab's copies shows no more than a lab does."""
    return where if where != "scratch" or copies == "production" else copies


class StepRecord(Kept):
    """One thing done or looked at. ``subject`` names the asset, service or data set.

    ``role`` did it, and signed it off, where people do it.
    """

    later: ClassVar[frozenset[str]] = frozenset({"role"})

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
        "walk-back",
        "automatic",
        "human",
        "probe",
    ]
    started: datetime
    seconds: float
    verdict: Verdict
    detail: str = ""
    role: str | None = None


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
    ``as_of`` is when the newest file of an export was written; only of exports, whose backup may be younger.
    """

    later: ClassVar[frozenset[str]] = frozenset({"proof", "sample", "walked_back", "as_of"})

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
    as_of: datetime | None = None


class HumanTime(Kept):
    """What people did, or will do, and where its length comes from.

    ``how``: ``declared``, ``measured`` in this drill and signed off, or timed in a ``tabletop``. ``role`` is
    empty for what a program does, and only in earnest.
    """

    what: str
    role: str
    seconds: float
    how: Literal["declared", "measured", "tabletop"]


class ProjectedRecord(Kept):
    """A service's RTA were all its data of full size: not measured, worked out from what was.

    ``low_seconds`` and ``high_seconds`` are the ends of what is believed. ``drilled`` counts the bytes that
    came back on the way to the service, ``size`` those of the same data sets in full.
    """

    seconds: float
    low_seconds: float
    high_seconds: float
    drilled: int
    size: int
    assumption: str


class RemedyRecord(Kept):
    """What one change would make of an RTA, everything else as it was: worked out, not measured."""

    change: Literal["faster link", "warm copy", "standby", "people sooner"]
    what: str
    seconds: float
    enough: bool


class ShortfallRecord(Kept):
    """What holds an RTA that is longer than its objective: the longest step on its critical path.

    ``projected`` tells whether it is the RTA at full size that is too long.
    """

    subject: str
    action: str
    seconds: float
    projected: bool
    remedies: tuple[RemedyRecord, ...]


class ServiceRecord(Kept):
    """One service's promise beside what was measured.

    ``rta_seconds`` runs along the critical path and includes ``human_seconds``; ``human`` says which of
    those were measured and which declared (all, where it is empty). ``rta_net_seconds`` is without what the
    runner's own outages added, when they added anything. ``rta_seconds`` and ``rpa_seconds`` are ``None``
    when recovery was not reached; ``rpa_seconds`` also for a service that owns no data. ``during`` names the
    period of the calendar whose objectives these are. ``declared_sha256`` is over the parts of the
    declaration that its recovery rests on (:mod:`drplan.record.declared`).
    """

    later: ClassVar[frozenset[str]] = frozenset(
        {"rta_net_seconds", "human", "during", "projected", "shortfall", "declared_sha256"}
    )

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
    rta_net_seconds: float | None = None
    human: tuple[HumanTime, ...] = ()
    during: str | None = None
    projected: ProjectedRecord | None = None
    shortfall: ShortfallRecord | None = None
    declared_sha256: str | None = None


class Interruption(Kept):
    """A piece of time in which no runner worked on the drill: it was killed, or its machine was down.

    It begins no sooner than the runner's last sign of life, so that it is never longer than it was. What a
    step had done when its runner ended, and did again, is work and not in it.
    """

    started: datetime
    ended: datetime


class DrillScope(Kept):
    """What was asked for, where that was not a whole site from its newest recovery points.

    ``points`` says by which rule they were chosen, ``sampled`` of which quarter the part of the data is,
    ``despite_freeze`` why it was run inside a freeze of the calendar.
    """

    kind: Literal["site", "service", "scenario", "exercise", "all"]
    name: str
    points: str
    sampled: str | None
    despite_freeze: str | None


class DeclaredPart(Kept):
    """One part of the declaration as it was, by its name (``asset hs-db1``) and its SHA-256."""

    name: str
    sha256: str


class DrillRecord(SignedRecord):
    """One drill, or one real recovery, whole.

    ``host`` names the one server that was lost; ``None`` when a scope was, and then it is not written.
    ``site`` is ``None`` when services of several sites were; ``scope`` is not written when a whole site was.
    Of a real recovery ``disrupted`` is the moment people gave, before ``started``. ``interrupted`` holds the
    runner's own outages in order, apart from each other; not written when there was none. ``rehearsed`` is
    the day (``2026-12-08``) whose objectives it was held against; not written for the day of the loss.
    ``copies`` says whose copies a scratch drill was from; not written for production's.
    ``unsized`` names the data sets that came back in a lab and whose full size nobody declared: what full
    size would take is not known of these. ``declared`` holds each part of the declaration that the services
    rest on.
    """

    noun: ClassVar[str] = "drill"
    later: ClassVar[frozenset[str]] = frozenset(
        {"host", "scope", "interrupted", "rehearsed", "unsized", "declared", "copies"}
    )

    schema_id: Literal["drplan/drill/1"] = "drplan/drill/1"
    district: str
    site: str | None
    scope: DrillScope | None = None
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
    rehearsed: str | None = None
    unsized: tuple[str, ...] = ()
    copies: Copies = "production"
    declared: tuple[DeclaredPart, ...] = ()

    @property
    def proven_on(self) -> Where:
        """Return of what it is proof, as ``proof_of``."""
        return proof_of(self.where, self.copies)

    @model_validator(mode="after")
    def _nothing_is_rehearsed_in_production(self) -> Self:
        if (self.kind == "real recovery") != (self.where == "production"):
            raise ValueError(f"a record of kind {self.kind!r} cannot be of {self.where}")
        return self
