"""How long services will take to come back, along the longest path of what each stands on and needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drplan.declare.services import Service
from drplan.plan.drill import DrillPlan
from drplan.plan.expected_data import ExpectedData
from drplan.plan.history import History

ByName = Mapping[str, ExpectedData]


@dataclass(frozen=True)
class ExpectedService:
    """A service's expected RTA in seconds, people's declared steps included.

    ``own`` are the seconds of its own data, programs and people; ``rta`` those along the longest path of
    what it stands on and depends on within the plan, ``None`` when some of that has nothing to come back
    from. It is ``at_least`` that where something was counted as nothing. ``because`` says where the figures
    are from.
    """

    name: str
    own: float
    rta: float | None
    at_least: bool
    because: tuple[str, ...]


def expect_services(plan: DrillPlan, data: ByName, history: History) -> dict[str, ExpectedService]:
    """Say of each service of a plan how long it will take."""
    found: dict[str, ExpectedService] = {}
    for service in plan.services:
        own = _own_seconds(plan, service, data, history)
        needed = [found[name] for name in plan.needs_of(service)]
        rebuilt = [history.assets[name].seconds for name in plan.ground_of(service) if name in history.assets]
        before = [each.rta for each in needed if each.rta is not None]
        lost = len(before) < len(needed) or any(d.name not in plan.points for d in plan.data_of(service))
        found[service.name] = ExpectedService(
            name=service.name,
            own=own,
            rta=None if lost else own + max([*rebuilt, *before], default=0.0),
            at_least=any(each.at_least for each in needed) or _in_part(plan, service, data, history),
            because=tuple(_because(plan, service, data, history)),
        )
    return found


def longest_first(plan: DrillPlan, paths: Mapping[str, float]) -> tuple[tuple[Service, ...], ...]:
    """Return a plan's waves with lower tiers first in each, and of a tier the longest path first."""
    return tuple(
        tuple(sorted(wave, key=lambda service: (service.tier, -paths[service.name], service.name)))
        for wave in plan.waves
    )


def paths_of(plan: DrillPlan, services: Mapping[str, ExpectedService]) -> dict[str, float]:
    """Return by service the seconds from its own start until all that waits for it is back."""
    after: dict[str, list[str]] = {service.name: [] for service in plan.services}
    for service in plan.services:
        for needed in plan.needs_of(service):
            after[needed].append(service.name)
    found: dict[str, float] = {}
    for wave in reversed(plan.waves):
        for service in wave:
            longest = max((found[name] for name in after[service.name]), default=0.0)
            found[service.name] = services[service.name].own + longest
    return found


def _own_seconds(plan: DrillPlan, service: Service, data: ByName, history: History) -> float:
    """Count its data, its programs as measured or else as declared, and its people as declared."""
    restored = sum(data[each.name].seconds for each in plan.data_of(service))
    past = history.services.get(service.name)
    steps = [step for step in service.recovery_steps if step.occasion != "test-only"]
    counted = [step for step in steps if step.kind == "human" or past is None or step.occasion == "real-only"]
    declared = sum(step.duration.total_seconds() for step in counted)
    return restored + declared + (past.seconds if past else 0.0)


def _in_part(plan: DrillPlan, service: Service, data: ByName, history: History) -> bool:
    """Say whether something of the service's own was counted as nothing."""
    unsized = any(data[each.name].size is None for each in plan.data_of(service))
    return unsized or any(name not in history.assets for name in plan.ground_of(service))


def _because(plan: DrillPlan, service: Service, data: ByName, history: History) -> Iterator[str]:
    for name in plan.ground_of(service):
        if name in history.assets:
            yield f"{name} is rebuilt as measured in {history.assets[name].drill}"
        else:
            yield f"how long {name} takes to be rebuilt was never measured: counted as nothing"
    for each in plan.data_of(service):
        yield f"{each.name}: {data[each.name].known}"
