"""How the plan of a drill is told, to people and to programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import click

from drplan.act.prepare import Prepared
from drplan.act.scratch_buckets import BucketCopy
from drplan.cli.drill_freeze import DrillFreeze
from drplan.cli.drill_text import PLAN_KEYS, plan_rows
from drplan.cli.show import fold, table
from drplan.declare import DataSet, Period, Service
from drplan.explain.words import against, count, length, size

_HEADER = ("wave", "service", "RTO", "expected RTA", "data set", "size", "expected", "recovery point")


@dataclass(frozen=True)
class Planned:
    """All there is to say of a plan: what was ``prepared``, what speaks ``against`` it, what is left out.

    ``excused`` says of services why they would not be rehearsed here; ``beside`` names services that are not
    in the scope and are lost with it. ``next_freeze`` is the first one after the day of the drill.
    ``buckets`` are what a scratch drill copies within accounts, ``unshown`` the services that it leaves out.
    """

    prepared: Prepared
    excused: dict[str, str]
    beside: tuple[str, ...]
    freeze: DrillFreeze | None
    next_freeze: Period | None
    against: tuple[str, ...]
    buckets: tuple[BucketCopy, ...] = ()
    unshown: Mapping[str, str] = field(default_factory=dict)


def print_plan_of(planned: Planned) -> None:
    """Print a plan: a table of its waves, then a line for each other thing to know."""
    plan = planned.prepared.plan
    points = f"recovery points: {plan.terms.rule}"
    part = f"; data: the part of {plan.terms.sampled}" if plan.terms.sampled else ""
    click.echo(f"{plan.scope}: {count(len(plan.services), 'service')}, {points}{part}\n")
    table(_HEADER, list(_rows(planned)))
    click.echo()
    for line in _lines(planned):
        click.echo(fold(line))


def plan_json(planned: Planned) -> dict[str, Any]:
    """Return a plan as JSON's own values: lengths in seconds, sizes in bytes."""
    prepared = planned.prepared
    plan, expected = prepared.plan, prepared.expected
    freeze = planned.freeze
    return {
        "schema": "drplan/drill-plan/1",
        "scope": {"kind": plan.scope.kind, "name": plan.scope.name} if plan.scope else None,
        "points": str(plan.terms.rule),
        "sampled": str(plan.terms.sampled) if plan.terms.sampled else None,
        "rows": [dict(zip(PLAN_KEYS, row, strict=True)) for row in plan_rows(plan, planned.excused)],
        "waves": [[service.name for service in wave] for wave in plan.waves],
        "services": [_service_json(service, planned) for service in plan.services],
        "data_sets": [_data_json(data, planned) for each in plan.services for data in plan.data_of(each)],
        "data_alone_seconds": round(expected.seconds, 3),
        "scratch": expected.scratch,
        "scratch_at_once": expected.scratch_at_once,
        "scratch_buckets": [asdict(each) for each in planned.buckets],
        "not_tried_in_scratch": dict(planned.unshown),
        "freeze": None if freeze is None else {"period": freeze.period, "opens": str(freeze.opens)},
        "next_freeze": _period_json(planned.next_freeze),
        "lost_beside": list(planned.beside),
        "not_asked": sorted(prepared.silent),
        "against": list(planned.against),
    }


def _period_json(period: Period | None) -> dict[str, str] | None:
    if period is None:
        return None
    return {"period": period.name, "first": str(period.first), "last": str(period.last)}


def _service_json(service: Service, planned: Planned) -> dict[str, Any]:
    expected = planned.prepared.expected.services[service.name]
    return {
        "name": service.name,
        "rto_seconds": service.objectives.rto.total_seconds(),
        "expected_rta_seconds": None if expected.rta is None else round(expected.rta, 3),
        "at_least": expected.at_least,
        "because": list(expected.because),
        "not_tried": planned.excused.get(service.name),
    }


def _data_json(data: DataSet, planned: Planned) -> dict[str, Any]:
    plan, expected = planned.prepared.plan, planned.prepared.expected.data[data.name]
    point, sample = plan.points.get(data.name), plan.sample_of(data)
    return {
        "name": data.name,
        "repository": point.repository if point else None,
        "snapshot": point.snapshot if point else None,
        "taken_at": point.taken_at.isoformat() if point else None,
        "because": plan.choices[data.name].because,
        "part": None if sample is None else {"part": sample.part, "parts": sample.parts},
        "size": expected.size,
        "expected_seconds": round(expected.seconds, 3),
        "known": expected.known,
    }


def _rows(planned: Planned) -> Iterator[tuple[str, ...]]:
    plan = planned.prepared.plan
    for number, wave in enumerate(plan.waves, start=1):
        for service in wave:
            rto = service.objectives.rto.total_seconds()
            expected = planned.prepared.expected.services[service.name]
            rta = against(expected.rta, rto, "RTO")
            least = "at least " if expected.at_least and expected.rta is not None else ""
            first = (str(number), service.name, length(rto), f"{least}{rta}")
            data_sets = plan.data_of(service)
            for place, data in enumerate(data_sets):
                yield (*(first if not place else ("", "", "", "")), *_data_cells(data, planned))
            if not data_sets:
                none = "none of its own" if not service.data_sets else "none in this quarter"
                yield (*first, none, "", "", "")


def _data_cells(data: DataSet, planned: Planned) -> tuple[str, ...]:
    plan, expected = planned.prepared.plan, planned.prepared.expected.data[data.name]
    sample = plan.sample_of(data)
    part = f", part {sample.part + 1} of {sample.parts}" if sample else ""
    amount = "unknown" if expected.size is None else f"{size(expected.size)}{part}"
    took = f"{length(expected.seconds)}: {expected.known}" if expected.size is not None else expected.known
    return data.name, amount, took, plan.choices[data.name].because


def _lines(planned: Planned) -> Iterator[str]:
    prepared = planned.prepared
    expected = prepared.expected
    yield f"the data alone: back in {length(expected.seconds)}"
    yield (
        f"scratch for the data alone: {size(expected.scratch_at_once)} at one time, "
        f"{size(expected.scratch)} in all"
    )
    yield from _bucket_lines(planned)
    coming = planned.next_freeze
    if coming is not None:
        yield f"drills are next frozen from {coming.first} to {coming.last} by {coming.name} ({coming.title})"
    for why, names in _by_reason(planned.excused).items():
        yield f"{', '.join(names)}: {why}"
    for name in planned.beside:
        yield f"lost with it and not brought back: {name} stands on the same"
    for name, error in prepared.silent.items():
        yield f"could not be asked: {name}: {error.message}"
    for line in planned.against:
        yield f"against it: {line}"
    unmeasured = _unmeasured(planned)
    if unmeasured:
        yield f"never measured, and counted as nothing: the rebuilding of {', '.join(unmeasured)}"


def _bucket_lines(planned: Planned) -> Iterator[str]:
    for each in planned.buckets:
        amount = each.why
        if each.objects is not None and each.size is not None:
            amount = f"{count(each.objects, 'object')}, {size(each.size)}"
        yield f"a scratch drill copies {each.bucket} within {each.account}, no disk needed here: {amount}"
    for name, why in planned.unshown.items():
        yield f"{name}: not tried in a scratch drill: {why}"


def _by_reason(excused: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, why in excused.items():
        found.setdefault(why, []).append(name)
    return found


def _unmeasured(planned: Planned) -> tuple[str, ...]:
    plan, rebuilt = planned.prepared.plan, planned.prepared.expected.rebuilt
    tried = [service for service in plan.services if service.name not in planned.excused]
    names = dict.fromkeys(name for service in tried for name in plan.ground_of(service))
    return tuple(name for name in names if name not in rebuilt)
