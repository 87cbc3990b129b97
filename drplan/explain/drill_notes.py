"""What a drill's record says beside its table: full size, what holds a missed RTO, what would help."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.words import length, listing, size
from drplan.record.drill import DrillRecord, ProjectedRecord, ServiceRecord, ShortfallRecord

FULL_HEADER = ("Service", "Drilled", "In full", "RTA in full", "At least", "At most", "RTO", "In full it is")


def full_table(record: DrillRecord) -> list[tuple[str, ...]]:
    """Return one row for each service that full size makes later, in the order of recovery."""
    ordered = sorted(record.services, key=lambda service: (service.wave, service.tier, service.name))
    return [_row(each, each.projected) for each in ordered if each.projected is not None]


def in_full(projected: ProjectedRecord, rto_seconds: float) -> str:
    """Say in two or three words what the projection makes of an RTO."""
    if projected.high_seconds <= rto_seconds:
        return "in time"
    if projected.low_seconds > rto_seconds:
        return "too late"
    return "likely too late" if projected.seconds > rto_seconds else "not shown in time"


def notes(record: DrillRecord) -> list[str]:
    """Return lines: the assumption of the projections, outages of the runner, and what would help."""
    assumptions = dict.fromkeys(each.projected.assumption for each in record.services if each.projected)
    return [
        *_rehearsed(record),
        *_outages(record),
        *(f"in full: projected, not measured; {assumption}" for assumption in assumptions),
        *_unsized(record),
        *(line for each in record.services if each.shortfall for line in _shortfall(each, each.shortfall)),
    ]


def _row(service: ServiceRecord, projected: ProjectedRecord) -> tuple[str, ...]:
    return (
        service.name,
        size(projected.drilled),
        size(projected.size),
        length(projected.seconds),
        length(projected.low_seconds),
        length(projected.high_seconds),
        length(service.rto_seconds),
        in_full(projected, service.rto_seconds),
    )


def _rehearsed(record: DrillRecord) -> Iterator[str]:
    tightened = [f"{each.name} by {each.during}" for each in record.services if each.during]
    if record.rehearsed is not None or tightened:
        day = record.rehearsed or f"{record.disrupted:%Y-%m-%d}"
        changed = f": changed for {', '.join(tightened)}" if tightened else ", the usual ones"
        yield f"objectives of {day}{changed}"


def _outages(record: DrillRecord) -> Iterator[str]:
    if record.interrupted:
        down = sum((each.ended - each.started).total_seconds() for each in record.interrupted)
        yield f"the drill's own runner was down for {length(down)}: RTA holds what that cost, net does not"


def _unsized(record: DrillRecord) -> Iterator[str]:
    if record.unsized:
        yield f"in full: not known, no size is declared of {listing(record.unsized)}"


def _shortfall(service: ServiceRecord, found: ShortfallRecord) -> Iterator[str]:
    at = "in full " if found.projected else ""
    what = f"{found.action} of {found.subject}" if found.subject else found.action
    yield f"{service.name}: what holds its RTO {at}is the {what}, {length(found.seconds)}"
    for remedy in found.remedies:
        enough = "in time" if remedy.enough else "still too late"
        yield f"  {remedy.change}: {remedy.what}: RTA {length(remedy.seconds)}, {enough}"
