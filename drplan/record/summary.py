"""What the public may know of a record: counts, times and verdicts; no machine, no place and no person.

A signed record cannot be shortened without breaking its signature, so a public pack holds these in place of
records. Each names its record by its head: whoever holds the record can see that they belong together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import UTC
from typing import Any, Literal

from drplan.declare import District
from drplan.measure.verdict import Outcome
from drplan.record.approval import ApprovalRecord
from drplan.record.chain import Link
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import DONE, CheckRecord
from drplan.record.kept import Kept, SignedRecord
from drplan.record.posture import PostureRecord

WITHHELD = "title withheld"
"""Stands in place of a service's title that names a machine, an address or a copy."""


class PublicService(Kept):
    """One service of a drill by its title: what was promised and what was measured, in seconds.

    ``human_seconds`` is the part of the RTA that is people's work; ``projected_seconds`` the RTA with all
    data, at its worst, where that was worked out. ``data_sets`` counts those that it owns.
    """

    title: str
    tier: int
    rto_seconds: float
    rpo_seconds: float
    rta_seconds: float | None
    rpa_seconds: float | None
    human_seconds: float
    projected_seconds: float | None
    data_sets: int
    verdict: Outcome


class PublicSummary(Kept):
    """One record. ``number`` is its place in its chain from 1, ``day`` its start in UTC (``2026-12-08``).

    ``where`` says of what it is proof: of production, of a lab, of production's copies in a scratch room;
    ``None`` where that means nothing.
    """

    schema_id: Literal["drplan/summary/1"] = "drplan/summary/1"
    noun: str
    number: int
    what: str
    day: str
    where: str | None
    head: str
    previous: str | None
    verdict: Outcome
    services: tuple[PublicService, ...]
    counts: dict[str, int]


def summarize(noun: str, number: int, record: SignedRecord, link: Link, hidden: Hidden) -> PublicSummary:
    """Return what may be told of a record; titles that hold a ``hidden`` word are withheld."""
    services = record.services if isinstance(record, DrillRecord) else ()
    return PublicSummary(
        noun=noun,
        number=number,
        what=_what(record),
        day=record.started.astimezone(UTC).date().isoformat(),
        where=record.proven_on if isinstance(record, DrillRecord) else getattr(record, "where", None),
        head=link.head,
        previous=link.previous,
        verdict=record.verdict.outcome,
        services=tuple(
            PublicService(
                title=hidden.shown(each.title),
                tier=each.tier,
                rto_seconds=each.rto_seconds,
                rpo_seconds=each.rpo_seconds,
                rta_seconds=each.rta_seconds,
                rpa_seconds=each.rpa_seconds,
                human_seconds=each.human_seconds,
                projected_seconds=None if each.projected is None else each.projected.high_seconds,
                data_sets=len(each.data_sets),
                verdict=each.verdict.outcome,
            )
            for each in services
        ),
        counts=dict(_counts(record)),
    )


class Hidden:
    """The words of a declaration that the public is not told: machines, addresses, copies, their places."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = frozenset(each for each in words if each)
        found = "|".join(map(re.escape, sorted(self.words)))
        whole = rf"(?<![A-Za-z0-9])(?:{found})(?![A-Za-z0-9])"
        self._any = re.compile(whole, re.IGNORECASE) if found else None

    @classmethod
    def of(cls, district: District) -> Hidden:
        """Return the words of one district."""
        return cls(frozenset(_words(district)))

    def shown(self, title: str) -> str:
        """Return a title as it is, or ``WITHHELD``."""
        return WITHHELD if self._any is not None and self._any.search(title) else title


def _words(district: District) -> Iterable[str]:
    for site in district.sites:
        for asset in site.assets:
            yield asset.name
            address = getattr(asset, "address", None)
            yield "" if address is None else str(address)
    for repository in district.repositories:
        yield repository.name
        yield repository.location


def _what(record: SignedRecord) -> str:
    said: dict[type[SignedRecord], Callable[[Any], str]] = {
        DrillRecord: lambda drill: "real recovery" if drill.kind == "real recovery" else "functional drill",
        DeployRecord: lambda deploy: f"deploy: {deploy.verb}",
        CheckRecord: lambda check: DONE[check.verb],
        EscrowRecord: lambda _: "escrow opened",
        ExerciseRecord: lambda exercise: f"exercise: {exercise.kind}",
        ApprovalRecord: lambda approval: f"{approval.act}: {approval.decision}",
        PostureRecord: lambda posture: f"tenant assessed: {posture.tenant_kind}",
    }
    return said[type(record)](record)


def _counts(record: SignedRecord) -> Iterable[tuple[str, int]]:
    if isinstance(record, DrillRecord):
        data = [each for service in record.services for each in service.data_sets]
        yield from _by_verdict("step", (each.verdict.outcome for each in record.steps))
        yield from _by_verdict("data set", (each.verdict.outcome for each in data))
        yield "entries", sum(each.entries for each in data)
        yield "entries equal", sum(each.matched for each in data)
    elif isinstance(record, DeployRecord):
        yield from _by_verdict("asset", (each.verdict.outcome for each in record.assets))
    elif isinstance(record, CheckRecord | EscrowRecord):
        yield from _by_verdict("copy", (each.verdict.outcome for each in record.repositories))
    elif isinstance(record, ExerciseRecord):
        yield from _by_verdict("objective", (each.rating for each in record.objectives))
        yield "decisions", len(record.decisions)
        yield "human steps", len(record.steps)
        yield "corrective actions", len(record.corrective_actions)
    elif isinstance(record, PostureRecord):
        yield from _by_verdict("policy", (each.result for each in record.results))
    elif isinstance(record, ApprovalRecord):
        yield "records", len(record.of)
        yield "corrective actions", len(record.actions)


def _by_verdict(thing: str, outcomes: Iterable[str]) -> Iterable[tuple[str, int]]:
    return ((f"{thing}: {outcome}", number) for outcome, number in sorted(Counter(outcomes).items()))
