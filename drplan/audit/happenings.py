"""What each record says of each thing that can be mended: that it failed, or that it passed.

Pure. What was not proven either way (``no-evidence``, data alone, a sample) passes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from drplan.measure.rates import LABS
from drplan.measure.verdict import Verdict
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord, ServiceRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.integrity import CheckRecord
from drplan.record.kept import SignedRecord
from drplan.record.ledger import Ledger

Kind = Literal["service", "repository", "asset", "escrow", "exercise"]
"""What a corrective action can be about."""


@dataclass(frozen=True)
class Subject:
    """One thing that can fail and be mended.

    ``part`` is how much of it was looked at, empty for all: of a service the one host that was lost, of an
    asset the one baseline it was held to, of a repository what an attack could do. ``whose`` is the role
    whose escrow it is. ``rehearsed`` says that it was seen in a lab, where nothing of production passes or
    fails: but a service that came back from production's copies would come back in a lab.
    """

    kind: Kind
    name: str
    part: str = ""
    whose: str = ""
    rehearsed: bool = False

    def covers(self, other: Subject) -> bool:
        """Tell whether what holds of this holds of the other: the same thing, and as much of it or more."""
        same = (self.kind, self.name, self.whose) == (other.kind, other.name, other.whose)
        as_real = self.rehearsed == other.rehearsed or (self.kind == "service" and not self.rehearsed)
        # A copy that is whole says nothing of what an intruder could do to it, nor the other way round.
        as_much = self.part == other.part or (self.part == "" and self.kind != "repository")
        return same and as_real and as_much

    def __str__(self) -> str:
        parts = {"service": f" on {self.part}", "asset": f", baseline {self.part}", "repository": " attacked"}
        part = parts.get(self.kind, "")
        whose = f" held by {self.whose}" if self.whose else ""
        where = " (lab)" if self.rehearsed and self.kind != "service" else ""
        return f"{self.kind} {self.name}{part if self.part else ''}{whose}{where}"


@dataclass(frozen=True)
class Happening:
    """That a subject failed, and why, or passed, in one record. ``tier`` is what the record knows of it."""

    subject: Subject
    record: SignedRecord
    passed: bool
    because: tuple[str, ...] = ()
    tier: int | None = None
    fallback_role: str = ""


def happenings(ledger: Ledger) -> Iterator[Happening]:
    """Yield what all drills, checks, deploys and opened escrows say, each chain first to last."""
    for drill in ledger.drills:
        yield from _of_drill(drill)
    for check in ledger.checks:
        yield from _of_check(check)
    for deploy in ledger.deploys:
        yield from _of_deploy(deploy)
    for escrow in ledger.escrows:
        yield from _of_escrow(escrow)


def covered(record: DrillRecord, service: ServiceRecord) -> bool:
    """Tell whether a drill brought back all of a service that it was to bring back.

    That is: the service was lost and its recovery reached, and none of its data was sampled, or only proven
    beside production.
    """
    sampled = record.scope is not None and record.scope.sampled is not None
    whole = all(data.proof is None and data.sample is None for data in service.data_sets)
    return service.rta_seconds is not None and whole and not sampled


def proves(record: DrillRecord, service: ServiceRecord) -> bool:
    """Tell whether a drill proves a service: it passed, whole. The loss of one host alone proves none."""
    return service.verdict.outcome == "pass" and covered(record, service) and record.host is None


def _of_drill(record: DrillRecord) -> Iterator[Happening]:
    for service in record.services:
        rehearsed = record.proven_on in LABS
        subject = Subject("service", service.name, part=record.host or "", rehearsed=rehearsed)
        if service.verdict.outcome == "fail" or covered(record, service):
            yield from _told(subject, service.verdict, record, tier=service.tier, role=record.operator_role)


def _of_check(record: CheckRecord) -> Iterator[Happening]:
    """Yield what a check or an attack saw; what retention announces is neither."""
    part = "attack" if record.verb == "attack" else ""
    for each in record.repositories if record.verb in ("check", "attack") else ():
        subject = Subject("repository", each.name, part=part, rehearsed=record.where != "production")
        yield from _told(subject, each.verdict, record, role=record.operator_role)


def _of_deploy(record: DeployRecord) -> Iterator[Happening]:
    part, rehearsed = record.scope.baseline or "", record.where != "production"
    for asset in record.assets:
        subject = Subject("asset", asset.name, part=part, rehearsed=rehearsed)
        yield from _told(subject, asset.verdict, record, role=record.operator_role)


def _of_escrow(record: EscrowRecord) -> Iterator[Happening]:
    rehearsed = record.where != "production"
    for each in record.repositories:
        subject = Subject("escrow", each.repository, whose=record.holder_role, rehearsed=rehearsed)
        yield from _told(subject, each.verdict, record, role=record.operator_role)


def _told(
    subject: Subject, verdict: Verdict, record: SignedRecord, *, role: str, tier: int | None = None
) -> Iterator[Happening]:
    if verdict.outcome in ("pass", "fail"):
        passed = verdict.outcome == "pass"
        yield Happening(subject, record, passed, verdict.because, tier, role)
