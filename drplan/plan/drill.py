"""What a drill will do, decided before anything is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import asset_named
from drplan.declare.services import Service
from drplan.declare.sites import Site
from drplan.plan.order import waves
from drplan.plan.points import Choice
from drplan.ports import AnyAsset


@dataclass(frozen=True)
class DrillPlan:
    """Waves of services, the assets that will be lost, and the recovery point of each data set."""

    site: Site
    waves: tuple[tuple[Service, ...], ...]
    assets: tuple[AnyAsset, ...]
    choices: Mapping[str, Choice]

    @property
    def services(self) -> tuple[Service, ...]:
        """The services in the order of recovery."""
        return tuple(service for wave in self.waves for service in wave)


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
