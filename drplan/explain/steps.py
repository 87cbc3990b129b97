"""How one service is brought back, step by step, from what is declared of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from drplan.declare import (
    AutomaticStep,
    District,
    HumanStep,
    Probe,
    RecoveryStep,
    Service,
)
from drplan.declare.lookup import asset_named, role_named, server_named, vendor_named
from drplan.explain.asset_steps import blank_step, hold_step
from drplan.explain.commands import (
    on_host,
)
from drplan.explain.content import Step
from drplan.explain.handing_back import hand_back_steps
from drplan.explain.places import restore_steps
from drplan.explain.probe_words import probe_commands, probe_expectation, probe_title
from drplan.explain.step_times import took_of
from drplan.explain.words import length
from drplan.plan.step_id import step_id, step_ids
from drplan.record.drill import DrillRecord


def steps_of(
    services: Iterable[Service], district: District, last: DrillRecord | None
) -> dict[str, tuple[Step, ...]]:
    """Return each service's steps by its name; ids are those of :mod:`drplan.plan.step_id`.

    ``services`` come in the order of recovery: an asset that several share is rebuilt in the first, and the
    others hold that step again under the same id. Raises ``UsageError`` for a name that is not declared.
    """
    rebuilt: set[str] = set()
    found = {}
    for service in services:
        steps = took_of(named(list(_drafts(service, district, rebuilt))), last)
        found[service.name] = tuple(steps)
        rebuilt |= {step.subject for step in steps if step.action == "deploy"}
    return found


def named(drafts: Sequence[Step]) -> list[Step]:
    """Give each step its id from what it is done to and what is done; one that has an id keeps it."""
    ids = step_ids((step.subject, step.action) for step in drafts)
    return [step if step.id else replace(step, id=found) for step, found in zip(drafts, ids, strict=True)]


def _drafts(service: Service, district: District, rebuilt: AbstractSet[str]) -> Iterator[Step]:
    if service.vendor is not None:
        yield _call_vendor(service.vendor, service, district)
    found = [asset_named(district, name) for name in service.runs_on]
    yield from (blank_step(asset, district) for asset in found if asset.name not in rebuilt)
    yield from (hold_step(asset, district, again=asset.name in rebuilt) for asset in found if asset.baselines)
    for data_set in service.data_sets:
        yield from restore_steps(data_set, district)
    real = [step for step in service.recovery_steps if step.occasion != "test-only"]
    yield from (_done(step, service, district) for step in real if isinstance(step, AutomaticStep))
    yield from _looks(service, district)
    yield from (_done(step, service, district) for step in real if isinstance(step, HumanStep))
    yield from hand_back_steps(service, district)


def _call_vendor(name: str, service: Service, district: District) -> Step:
    vendor = vendor_named(district, name)
    promise = f"It promises to be back within {length(vendor.rto)}." if vendor.rto else "It promises no time."
    return Step(
        what=f"{service.title} is run by {vendor.title}. Call its emergency desk, {vendor.phone}, "
        f"{vendor.email}: ask what is down, what was lost, and when it will be back. {promise}",
        expect="It names a time, and somebody to call again. Write both down.",
        otherwise=f"Nobody answers: tell {_called(service.owner, district)}, and stay with the workaround.",
        action="call",
        subject=service.name,
    )


def _looks(service: Service, district: District) -> Iterator[Step]:
    if not service.probes:
        yield Step(
            what="No probe is declared: nothing here can show that it works. Ask its owner to look.",
            action="probe",
            subject=service.name,
        )
    for probe in service.probes:
        yield _look(probe, service, district)


def _look(probe: Probe, service: Service, district: District) -> Step:
    return Step(
        what=f"Look whether it works. {probe_title(probe)}",
        commands=probe_commands(probe, district),
        expect=probe_expectation(probe),
        otherwise="Anything else is not recovered: go back through the steps of this service, then call "
        f"{_called(service.owner, district)}.",
        action="probe",
        subject=service.name,
    )


def _done(step: RecoveryStep, service: Service, district: District) -> Step:
    took = f"{length(step.duration)}, as declared"
    said = step_id(service.name, step.kind, _place(step, service))
    if isinstance(step, HumanStep):
        what = f"{step.what}. Done by: {_called(step.role, district)}."
        return Step(what=what, id=said, action="human", subject=service.name, took=took)
    return Step(
        what=f"{step.what}.",
        id=said,
        commands=(on_host(server_named(district, step.server).address, "sudo", *step.argv),),
        expect="It ends without an error.",
        otherwise=f"Read what it printed, mend that on {step.server}, and run it again.",
        action="automatic",
        subject=service.name,
        took=took,
    )


def _place(step: RecoveryStep, service: Service) -> int:
    """Return which of its kind a step is, counted as a drill does; those of the real day alone follow."""
    alike = [each for each in service.recovery_steps if each.kind == step.kind]
    ordered = sorted(alike, key=lambda each: each.occasion == "real-only")
    return next(place for place, each in enumerate(ordered, start=1) if each is step)


def _called(role: str, district: District) -> str:
    found = role_named(district, role)
    return f"{found.title}, {found.phone}"
