"""What a drill will do, decided before anything is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drplan.declare.data import DataSet, source_asset
from drplan.declare.district import District
from drplan.declare.lookup import asset_named
from drplan.declare.services import Service
from drplan.declare.sites import Site
from drplan.plan.order import waves
from drplan.plan.points import Choice
from drplan.ports import AnyAsset, RecoveryPoint


@dataclass(frozen=True)
class DrillPlan:
    """Waves of services, the assets that will be lost, and the recovery point of each data set.

    ``host`` names the one server whose loss this is; ``None`` when the whole site's. ``beside`` holds, for a
    service that other servers carry as well while that host is gone, their names.
    """

    site: Site
    waves: tuple[tuple[Service, ...], ...]
    assets: tuple[AnyAsset, ...]
    choices: Mapping[str, Choice]
    host: str | None = None
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def services(self) -> tuple[Service, ...]:
        """The services in the order of recovery."""
        return tuple(service for wave in self.waves for service in wave)

    @property
    def points(self) -> Mapping[str, RecoveryPoint]:
        """Return the chosen recovery point of each data set that has one."""
        return {name: choice.point for name, choice in self.choices.items() if choice.point}

    def ground_of(self, service: Service) -> tuple[str, ...]:
        """Return the names of the lost assets that a service stands on."""
        return service.runs_on if self.host is None else (self.host,)

    def data_of(self, service: Service) -> tuple[DataSet, ...]:
        """Return a service's data sets that come back: with one lost host only those that lie on it."""
        if self.host is None:
            return service.data_sets
        return tuple(data for data in service.data_sets if source_asset(data.source) == self.host)


def data_sets_of(site: Site) -> list[DataSet]:
    """Return the site's data sets in declared order."""
    return [data_set for service in site.services for data_set in service.data_sets]


def plan_drill(district: District, site: Site, choices: Mapping[str, Choice]) -> DrillPlan:
    """Decide a drill of the whole site. An asset that several services run on is lost and rebuilt once."""
    ordered = waves(site.services)
    names = dict.fromkeys(name for wave in ordered for service in wave for name in service.runs_on)
    return DrillPlan(
        site=site,
        waves=ordered,
        assets=tuple(asset_named(district, name) for name in names),
        choices=choices,
    )
