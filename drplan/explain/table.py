"""The one table of a drill, for the terminal and for every page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

from drplan.explain.words import against, count, length, moment, size
from drplan.plan.step_id import step_ids
from drplan.record.drill import DrillRecord, ServiceRecord, StepRecord

DRILL_HEADER = ("Service", "Tier", "RPO", "RPA", "RTO", "RTA", "Verdict", "Why")


@dataclass(frozen=True)
class DrillRow:
    """One service's line, as text, in the order of :data:`DRILL_HEADER`."""

    service: str
    tier: str
    rpo: str
    rpa: str
    rto: str
    rta: str
    verdict: str
    why: str

    def cells(self) -> tuple[str, ...]:
        """Return the eight texts."""
        return tuple(str(cell) for cell in astuple(self))


def drill_table(record: DrillRecord) -> tuple[DrillRow, ...]:
    """Return one row a service, in the order of recovery. What was not measured says so."""
    ordered = sorted(record.services, key=lambda service: (service.wave, service.tier, service.name))
    by_name = {service.name: service for service in record.services}
    return tuple(_row(service, by_name) for service in ordered)


_WHERE = {
    "lab": " in the lab",
    "loopback lab": " in the loopback lab",
    "scratch": " in a scratch room",
    "production": ", in production",
}

STEP_HEADER = ("Step", "Began after the loss", "Took", "Verdict", "Detail")


def step_table(record: DrillRecord) -> list[tuple[str, ...]]:
    """Return one row a step, in the order in which they began, each under the id that the pages use."""
    return [
        (
            said,
            "before" if step.started < record.disrupted else length(step.started - record.disrupted),
            f"{step.seconds:.1f} s",
            step.verdict.outcome,
            "; ".join(step.verdict.because) or step.detail,
        )
        for said, step in steps_with_ids(sorted(record.steps, key=lambda each: each.started))
    ]


DATA_HEADER = ("Data set", "From", "Snapshot", "Taken", "Entries equal", "Size", "Verdict")


def data_table(record: DrillRecord) -> tuple[tuple[str, ...], ...]:
    """Return one row a data set that came back, in the order of :data:`DATA_HEADER`."""
    return tuple(
        (
            each.name,
            each.repository,
            each.snapshot[:8],
            moment(each.taken_at),
            f"{each.matched:,} of {each.entries:,}",
            size(each.size),
            each.verdict.outcome,
        )
        for service in record.services
        for each in service.data_sets
    )


def steps_with_ids(steps: Sequence[StepRecord]) -> list[tuple[str, StepRecord]]:
    """Return each step of a record, in their order, behind its id."""
    return list(zip(step_ids((step.subject, step.action) for step in steps), steps, strict=True))


def scope(record: DrillRecord) -> str:
    """Say what was lost: ``site hs``, ``host hs-db1 alone, site hs``, ``service payroll``, ``everything``."""
    asked = record.scope
    if asked is not None and asked.kind != "site":
        return "everything" if asked.kind == "all" else f"{asked.kind} {asked.name}"
    whole = f"site {record.site}"
    return whole if record.host is None else f"host {record.host} alone, {whole}"


def drill_summary(record: DrillRecord) -> str:
    """Say in one line how it ended: verdict, services that passed, how long it took."""
    passed = sum(service.verdict.outcome == "pass" for service in record.services)
    real = record.where == "production"
    what = f"{'Real recovery' if real else 'Drill'} {record.id} of {scope(record)}"
    return (
        f"{what}{_WHERE[record.where]}: {record.verdict.outcome}. "
        f"{passed} of {count(len(record.services), 'service')} passed. "
        f"{_small(record)}From disruption to the end: {length(record.ended - record.disrupted)}."
    )


def _small(record: DrillRecord) -> str:
    unshown = sum(
        each.verdict.outcome == "pass"
        and each.projected is not None
        and each.projected.high_seconds > each.rto_seconds
        for each in record.services
    )
    return f"With full data {unshown} of them may be too late. " if unshown else ""


def _row(service: ServiceRecord, by_name: Mapping[str, ServiceRecord]) -> DrillRow:
    return DrillRow(
        service=service.name,
        tier=str(service.tier),
        rpo=length(service.rpo_seconds),
        rpa=_recovery_point(service),
        rto=length(service.rto_seconds),
        rta=recovery_time(service),
        verdict=service.verdict.outcome,
        why="; ".join(_reasons(service, by_name)),
    )


def recovery_time(service: ServiceRecord) -> str:
    """Write an RTA beside its RTO, and how long it was net of the runner's own outages."""
    gross = against(service.rta_seconds, service.rto_seconds, "RTO")
    net = service.rta_net_seconds
    return gross if net is None else f"{gross}; net {length(net)}"


def _recovery_point(service: ServiceRecord) -> str:
    recovered = service.rta_seconds is not None
    if recovered and service.rpa_seconds is None and not service.data_sets:
        return "no data of its own"
    return against(service.rpa_seconds, service.rpo_seconds, "RPO")


def _reasons(service: ServiceRecord, by_name: Mapping[str, ServiceRecord]) -> list[str]:
    """Give the verdict's reasons, and how much of the RTA is people's work, anywhere on the path."""
    reasons = list(service.verdict.because)
    if service.rta_seconds is not None:
        on_path = {*service.critical_path, service.name} & by_name.keys()
        reasons += _people([by_name[name] for name in sorted(on_path)])
        reasons += _in_full(service)
    return reasons or ["every check passed"]


def _people(services: Sequence[ServiceRecord]) -> Iterator[str]:
    """Say how much was declared, how much a tabletop timed and how much was measured."""
    held = {"declared": 0.0, "tabletop": 0.0, "measured": 0.0}
    for service in services:
        told = sum(each.seconds for each in service.human)
        held["declared"] += service.human_seconds - told
        for each in service.human:
            held[each.how] += each.seconds
    said = {
        "declared": "declared and not measured",
        "tabletop": "as timed in a tabletop",
        "measured": "measured",
    }
    for how, seconds in held.items():
        if seconds > 0:
            yield f"RTA holds {length(seconds)} of human work, {said[how]}"


def _in_full(service: ServiceRecord) -> Iterator[str]:
    """Say what a pass in the small says of the whole: it is never left to stand for it."""
    full = service.projected
    if full is not None and service.verdict.outcome == "pass":
        if full.high_seconds <= service.rto_seconds:
            yield f"in full at most {length(full.high_seconds)}, projected"
        else:
            low, high = length(full.low_seconds), length(full.high_seconds)
            yield f"RTO not shown in full: {low} to {high}, projected"
