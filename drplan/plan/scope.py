"""What a drill is of: which services are lost and brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from drplan.declare.assets import Asset
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import (
    assets,
    exercise_named,
    scenario_named,
    service_named,
    services,
    site_of,
)
from drplan.declare.services import Service
from drplan.declare.sites import Site
from drplan.declare.tenants import GoogleWorkspace, Microsoft365
from drplan.errors import UsageError
from drplan.plan.loss import services_lost
from drplan.plan.restorable import BESIDE

Kind = Literal["site", "service", "scenario", "exercise", "all"]
"""What a scope is named after."""


@dataclass(frozen=True)
class Scope:
    """The services of a drill, in declared order, and what they were asked for by.

    ``name`` is that of the site, service, scenario or exercise; ``all`` of everything.
    """

    kind: Kind
    name: str
    services: tuple[Service, ...]

    @property
    def data_sets(self) -> tuple[DataSet, ...]:
        """The data sets of its services, in declared order."""
        return tuple(data for service in self.services for data in service.data_sets)

    def __str__(self) -> str:
        return "everything" if self.kind == "all" else f"{self.kind} {self.name}"


class Asked(NamedTuple):
    """The names that a drill's scope was asked for by, one for each kind; exactly one is to be given."""

    service: str | None = None
    site: str | None = None
    scenario: str | None = None
    exercise: str | None = None
    everything: bool = False


def scope_of(district: District, asked: Asked) -> Scope:
    """Return the scope that was asked for.

    Raises ``UsageError``, naming what there is, when none was or several were, when the name is not
    declared, and when it takes no service away.
    """
    given: dict[Kind, str] = {kind: name for kind, name in _names(asked) if name is not None}
    if len(given) != 1:
        said = "nothing" if not given else " and ".join(f"{kind} {name}" for kind, name in given.items())
        raise UsageError(
            f"a drill is of one thing, and {said} was asked for",
            next_step=f"say one of: {'; '.join(_there_is(district))}; --all",
        )
    ((kind, name),) = given.items()
    found = _FINDERS[kind](district, name)
    if not found:
        raise UsageError(
            f"{kind} {name} takes no service away: there is nothing to bring back",
            next_step="talk it through: drplan drill tabletop; or drill another scope",
        )
    return Scope(kind, name, tuple(found))


def of_site(site: Site) -> Scope:
    """Return a site's own services."""
    return Scope("site", site.code, site.services)


def with_needed(district: District, first: Iterable[Service]) -> list[Service]:
    """Return services and all that they depend on, however far, in declared order."""
    by_name = {service.name: service for service in services(district)}
    waiting, found = list(first), set()
    while waiting:
        service = waiting.pop()
        if service.name not in found:
            found.add(service.name)
            waiting += [by_name[name] for name in service.depends_on if name in by_name]
    return [service for service in by_name.values() if service.name in found]


def unrehearsable(district: District, scope: Scope) -> dict[str, str]:
    """Return, by name, the services of a scope that no ground can lose and bring back, and why.

    Their data sets can be proven all the same.
    """
    by_name = {asset.name: asset for asset in assets(district)}
    vendors = {vendor.name: vendor.title for vendor in district.vendors}
    reasons = {service.name: _why_not(service, by_name, vendors) for service in scope.services}
    return {name: why for name, why in reasons.items() if why is not None}


def _why_not(service: Service, by_name: Mapping[str, Asset], vendors: Mapping[str, str]) -> str | None:
    if not service.runs_on and service.vendor is not None:
        host = vendors.get(service.vendor, service.vendor)
        return f"hosted by a vendor ({host}), whose it is to bring back: nothing here can be lost"
    if not service.runs_on:
        return "it runs on nothing that is declared: there is nothing to lose and to bring back"
    if all(isinstance(by_name.get(name), GoogleWorkspace | Microsoft365) for name in service.runs_on):
        return f"it runs in a cloud tenant alone ({', '.join(service.runs_on)}), and no lab can hold one"
    beside = next((data for data in service.data_sets if isinstance(data.source, BESIDE)), None)
    return None if beside is None else _beside(beside)


def _beside(data_set: DataSet) -> str:
    verb = {"dynamo-table": "table", "rds-instance": "instance"}.get(data_set.source.kind)
    how = f": drplan restore {verb} {data_set.name} --rehearse does" if verb else ""
    return f"no drill brings {data_set.name} ({data_set.source.kind}) back{how}"


def _of_exercise(district: District, name: str) -> list[Service]:
    wanted = {*exercise_named(district, name).services}
    return [service for service in services(district) if service.name in wanted]


_FINDERS: Mapping[Kind, Callable[[District, str], Iterable[Service]]] = {
    "service": lambda district, name: with_needed(district, [service_named(district, name)]),
    "site": lambda district, name: site_of(district, name).services,
    "scenario": lambda district, name: services_lost(district, scenario_named(district, name)),
    "exercise": _of_exercise,
    "all": lambda district, _: services(district),
}


def _names(asked: Asked) -> Iterable[tuple[Kind, str | None]]:
    yield "service", asked.service
    yield "site", asked.site
    yield "scenario", asked.scenario
    yield "exercise", asked.exercise
    yield "all", "all" if asked.everything else None


def _there_is(district: District) -> Iterable[str]:
    groups = {
        "--site": [site.code for site in district.sites],
        "--scenario": [scenario.name for scenario in district.scenarios],
        "--exercise": [exercise.name for exercise in district.exercises],
        "--service": [service.name for service in services(district)],
    }
    for option, names in groups.items():
        if names:
            yield f"{option} {', '.join(names)}"
