"""What a drill will do, decided before anything is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from drplan.declare.data import DataSet, source_asset
from drplan.declare.district import District
from drplan.declare.lookup import asset_named, assets, services
from drplan.declare.services import Service
from drplan.declare.sites import Site
from drplan.plan.order import needs_within, waves
from drplan.plan.points import LATEST, Choice, Rule
from drplan.plan.quarter import Quarter, shares
from drplan.plan.restorable import host_of
from drplan.plan.scope import Scope, unrehearsable
from drplan.ports import AnyAsset, RecoveryPoint, Sample


@dataclass(frozen=True)
class Terms:
    """How a drill was asked for, beside its scope.

    ``sampled`` is the quarter whose part of the data is drilled; ``None`` for all of it. ``despite_freeze``
    is the reason given to drill inside a freeze of the calendar.
    """

    rule: Rule = LATEST
    sampled: Quarter | None = None
    despite_freeze: str | None = None


@dataclass(frozen=True)
class DrillPlan:
    """Waves of services, the assets that will be lost, and the recovery point of each data set.

    ``site`` is where all of them are declared; ``None`` for services of several sites. ``host`` names the
    one server whose loss this is; ``None`` when it is a ``scope``'s. ``beside`` holds, for a service that
    other servers carry as well while that host is gone, their names. ``excused`` says of services why no
    ground can lose and bring them back. ``samples`` holds what is drilled of which data set, by name, when
    not all of it is; ``None`` there is a whole one. ``needs``: which of the others each service needs.
    ``rehearsed`` is the day whose objectives count, the day of the loss without one.
    """

    site: Site | None
    waves: tuple[tuple[Service, ...], ...]
    assets: tuple[AnyAsset, ...]
    choices: Mapping[str, Choice]
    host: str | None = None
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scope: Scope | None = None
    excused: Mapping[str, str] = field(default_factory=dict)
    terms: Terms = Terms()
    samples: Mapping[str, Sample | None] | None = None
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rehearsed: date | None = None

    @property
    def called(self) -> str:
        """The one name for what is lost: a host's, a site's, or that of the scope."""
        named = self.host or (self.scope.name if self.scope else None)
        return named or (self.site.code if self.site else "all")

    @property
    def pages(self) -> str:
        """The file of the pages that tell people how to bring it back by hand."""
        return f"runbooks/{self.site.code}/runbook.md" if self.site else "runbooks/README.md"

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services in the order of recovery."""
        return tuple(service for wave in self.waves for service in wave)

    @cached_property
    def points(self) -> Mapping[str, RecoveryPoint]:
        """Return the chosen recovery point of each data set that has one."""
        return {name: choice.point for name, choice in self.choices.items() if choice.point}

    def ground_of(self, service: Service) -> tuple[str, ...]:
        """Return the names of the lost assets that a service stands on."""
        return service.runs_on if self.host is None else (self.host,)

    def needs_of(self, service: Service) -> tuple[str, ...]:
        """Return the services of the plan that one needs, directly or through others that are not in it."""
        if service.name in self.needs:
            return self.needs[service.name]
        names = {each.name for each in self.services}
        return tuple(name for name in service.depends_on if name in names)

    def needed_by(self, service: Service) -> tuple[str, ...]:
        """Return the names of what a service stands on and of what its data is brought back to."""
        places = (host_of(data.source) or source_asset(data.source) for data in self.data_of(service))
        return tuple(dict.fromkeys((*self.ground_of(service), *places)))

    def data_of(self, service: Service) -> tuple[DataSet, ...]:
        """Return a service's data sets that come back.

        With one lost host only those that lie on it; of a sampled drill only those whose turn it is.
        """
        return tuple(
            data
            for data in service.data_sets
            if self.host in (None, source_asset(data.source))
            and (self.samples is None or data.name in self.samples)
        )

    def sample_of(self, data_set: DataSet) -> Sample | None:
        """Return the part of a data set that is drilled; ``None`` for the whole of it."""
        return (self.samples or {}).get(data_set.name)


def data_sets_of(site: Site) -> list[DataSet]:
    """Return the site's data sets in declared order."""
    return [data_set for service in site.services for data_set in service.data_sets]


def plan_drill(
    district: District,
    scope: Scope,
    choices: Mapping[str, Choice],
    terms: Terms | None = None,
) -> DrillPlan:
    """Decide a drill of a scope. An asset that several services run on is lost and rebuilt once.

    Raises ``DeclarationError`` when its services depend on each other in a circle.
    """
    needs = needs_within(scope.services, services(district))
    ordered, wanted = waves(scope.services, needs), terms or Terms()
    parts, turn = district.drills.parts, wanted.sampled
    by_name = {asset.name: asset for asset in assets(district)}
    lost = dict.fromkeys(name for wave in ordered for service in wave for name in service.runs_on)
    return DrillPlan(
        site=home_of(district, scope.services),
        waves=ordered,
        assets=tuple(by_name.get(name) or asset_named(district, name) for name in lost),
        choices=choices,
        scope=scope,
        excused=unrehearsable(district, scope),
        terms=wanted,
        needs=needs,
        samples=shares(scope.data_sets, turn, parts) if turn else None,
    )


def home_of(district: District, services: Iterable[Service]) -> Site | None:
    """Return the site that declares all of these services; ``None`` when several do."""
    names = {service.name for service in services}
    homes = [site for site in district.sites if names & {service.name for service in site.services}]
    return homes[0] if len(homes) == 1 else None
