"""The one table of a drill, for the terminal and for every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from drplan.explain.words import against, count, length
from drplan.record.drill import DrillRecord, ServiceRecord

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
    human = {service.name: service.human_seconds for service in record.services}
    return tuple(_row(service, human) for service in ordered)


_WHERE = {
    "lab": " in the lab",
    "loopback lab": " in the loopback lab",
    "scratch": " in a scratch room",
    "production": ", in production",
}

STEP_HEADER = ("Subject", "Action", "Began after the loss", "Took", "Verdict", "Detail")


def step_table(record: DrillRecord) -> list[tuple[str, ...]]:
    """Return one row a step, in the order in which they began."""
    return [
        (
            step.subject,
            step.action,
            "before" if step.started < record.disrupted else length(step.started - record.disrupted),
            f"{step.seconds:.1f} s",
            step.verdict.outcome,
            "; ".join(step.verdict.because) or step.detail,
        )
        for step in sorted(record.steps, key=lambda each: each.started)
    ]


def scope(record: DrillRecord) -> str:
    """Say what was lost: ``site hs``, or ``host hs-db1 alone, site hs``."""
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
        f"From disruption to the end: {length(record.ended - record.disrupted)}."
    )


def _row(service: ServiceRecord, human: Mapping[str, float]) -> DrillRow:
    return DrillRow(
        service=service.name,
        tier=str(service.tier),
        rpo=length(service.rpo_seconds),
        rpa=_recovery_point(service),
        rto=length(service.rto_seconds),
        rta=against(service.rta_seconds, service.rto_seconds, "RTO"),
        verdict=service.verdict.outcome,
        why="; ".join(_reasons(service, human)),
    )


def _recovery_point(service: ServiceRecord) -> str:
    recovered = service.rta_seconds is not None
    if recovered and service.rpa_seconds is None and not service.data_sets:
        return "no data of its own"
    return against(service.rpa_seconds, service.rpo_seconds, "RPO")


def _reasons(service: ServiceRecord, human: Mapping[str, float]) -> list[str]:
    """Give the verdict's reasons, and how much of the RTA is people's work, anywhere on the path."""
    reasons = list(service.verdict.because)
    held = sum(human.get(name, 0) for name in {*service.critical_path, service.name})
    if held and service.rta_seconds is not None:
        reasons.append(f"RTA holds {length(held)} of human work, declared and not measured")
    return reasons or ["every check passed"]
