"""What is lost, and what has to come back for it: a site, a service, or all that a scenario takes away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from drplan.declare.assets import NetworkDevice, Server
from drplan.declare.data import source_asset
from drplan.declare.district import District
from drplan.declare.exercises import Exercise, Scenario
from drplan.declare.lookup import assets, exercise_named, scenario_named, service_named, services, site_of
from drplan.declare.services import HumanStep, Service
from drplan.plan.redundancy import Redundancy


@dataclass(frozen=True)
class Loss:
    """What a plan for the worst day, or an exercise, is about.

    ``services`` have to come back, in declared order. ``scenario`` and ``exercise`` are ``None`` where the
    loss was named otherwise.
    """

    kind: Literal["site", "service", "scenario", "exercise"]
    name: str
    title: str
    services: tuple[Service, ...]
    scenario: Scenario | None = None
    exercise: Exercise | None = None


def loss_of_site(district: District, code: str) -> Loss:
    """Return the loss of a whole site; raises ``UsageError``."""
    site = site_of(district, code)
    return Loss("site", code, f"Loss of {site.title}", site.services)


def loss_of_service(district: District, name: str) -> Loss:
    """Return the loss of one service alone: what it depends on still stands. Raises ``UsageError``."""
    found = service_named(district, name)
    return Loss("service", name, f"Loss of {found.title}", (found,))


def loss_in_scenario(district: District, name: str) -> Loss:
    """Return what a declared scenario takes away; raises ``UsageError``.

    Where it takes nothing but people away, it is the services which wait for these.
    """
    scenario = scenario_named(district, name)
    lost = services_lost(district, scenario) or services_waiting(district, scenario.roles)
    return Loss("scenario", name, scenario.title, lost, scenario)


def loss_in_exercise(district: District, name: str) -> Loss:
    """Return what is rehearsed in a declared exercise; raises ``UsageError``."""
    exercise = exercise_named(district, name)
    scenario = scenario_named(district, exercise.scenario)
    chosen = tuple(each for each in services(district) if each.name in exercise.services)
    return Loss("exercise", name, exercise.title, chosen, scenario, exercise)


def services_lost(district: District, scenario: Scenario) -> tuple[Service, ...]:
    """Return the services that a scenario takes away, in declared order; none when it takes only people.

    Those it names; those that a vendor it names hosts; those of its sites; and those that run, or keep
    data, on an asset it names or that stands at such a site, virtual machines included.
    """
    hit = [site for site in district.sites if site.code in scenario.sites]
    redundancy = Redundancy(district)
    standing = {asset.name for site in hit for asset in site.assets} | {*scenario.assets}
    lost_assets = {each for name in standing for each in redundancy.touched(name)}
    named = {service.name for site in hit for service in site.services} | {*scenario.services}
    return tuple(
        each
        for each in services(district)
        if each.name in named or each.vendor in scenario.vendors or _on(each, lost_assets)
    )


def hosted_outside(district: District, among: Iterable[Service]) -> tuple[Service, ...]:
    """Return the services that a vendor hosts, and that none of the district's own machines is in."""
    own = {each.name for each in assets(district) if isinstance(each, Server | NetworkDevice)}
    return tuple(each for each in among if each.vendor is not None and not own & {*each.runs_on})


def still_hosted(district: District, scenario: Scenario, lost: Iterable[Service]) -> tuple[Service, ...]:
    """Return, of the services lost, those that still run: hosted outside, and nothing they need is lost.

    Whoever stands at a lost site misses them; from elsewhere they answer.
    """
    down = tuple(lost)
    gone = {service.name for service in down} | {*scenario.assets}
    return tuple(
        each
        for each in hosted_outside(district, down)
        if each.name not in scenario.services
        and each.vendor not in scenario.vendors
        and not gone & {*each.depends_on, *each.runs_on}
    )


def dragged_down(district: District, lost: Iterable[Service]) -> tuple[Service, ...]:
    """Return the services that stand and do not work, for want of those lost, in declared order.

    They depend on a lost one, directly or through others. Nothing of them has to be brought back.
    """
    gone = {service.name for service in lost}
    without = set(gone)
    every = services(district)
    while more := {each.name for each in every if without & {*each.depends_on}} - without:
        without |= more
    return tuple(each for each in every if each.name in without - gone)


def services_waiting(district: District, roles: Iterable[str]) -> tuple[Service, ...]:
    """Return the services that people own or have a step to do for, in declared order."""
    missing = {*roles}
    return tuple(each for each in services(district) if _waits_for(each, missing))


def _on(service: Service, assets: set[str]) -> bool:
    standing = {*service.runs_on, *(source_asset(data.source) for data in service.data_sets)}
    return bool(standing & assets)


def _waits_for(service: Service, roles: set[str]) -> bool:
    doing = {step.role for step in service.recovery_steps if isinstance(step, HumanStep)}
    return bool({service.owner, *doing} & roles)
