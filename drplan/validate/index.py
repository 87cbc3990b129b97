"""A district turned round once, so that a rule finds by name instead of by searching."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, wraps
from typing import Protocol, TypeVar, cast

from drplan.declare import (
    AcademicCalendar,
    Asset,
    AwsAccount,
    BackupPolicy,
    DataSet,
    District,
    DnsZone,
    Exercise,
    Improvement,
    NetworkDevice,
    Notify,
    Partner,
    Repository,
    Role,
    Scenario,
    Server,
    Service,
    Site,
    Vendor,
    Waiver,
)
from drplan.declare.base import Declared
from drplan.declare.data import source_asset
from drplan.validate.finding import Overdue, Subject
from drplan.validate.graph import components


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_T = TypeVar("_T", bound=_Named)
_D = TypeVar("_D", bound=Declared)
_R = TypeVar("_R")


class Index:
    """Maps from name to thing, from thing to site, and back along references; all sorted by name.

    ``today`` is the day the declaration is looked at: rules that ask for dates compare with it. ``overdue``
    are the corrective actions whose day was over on it.
    """

    def __init__(self, district: District, today: date, overdue: Iterable[Overdue] = ()) -> None:
        self.worked_out: dict[Callable[[Index], object], object] = {}
        self.name = district.name
        self.today = today
        self.overdue = tuple(sorted(overdue, key=lambda each: each.id))
        self.detection = district.detection
        self.management = district.management
        self.sites: Mapping[str, Site] = {site.code: site for site in sorted(district.sites, key=_code)}
        self.roles: Mapping[str, Role] = _by_name(district.roles)
        self.repositories: Mapping[str, Repository] = _by_name(district.repositories)
        self.policies: Mapping[str, BackupPolicy] = _by_name(district.policies)
        self.vendors: Mapping[str, Vendor] = _by_name(district.vendors)
        self.partners: Mapping[str, Partner] = _by_name(district.partners)
        self.scenarios: Mapping[str, Scenario] = _by_name(district.scenarios)
        self.exercises: Mapping[str, Exercise] = _by_name(district.exercises)
        self.zones: Mapping[str, DnsZone] = _by_name(district.zones)
        self.improvements: Mapping[str, Improvement] = _by_name(district.improvements)
        self.calendars: tuple[AcademicCalendar, ...] = _in_order(district.calendars)
        self.waivers: tuple[Waiver, ...] = _in_order(district.waivers)
        self.notify: tuple[Notify, ...] = _in_order(district.notify)
        sites = self.sites.values()
        self.assets: Mapping[str, Asset] = _by_name(asset for site in sites for asset in site.assets)
        self.services: Mapping[str, Service] = _by_name(each for site in sites for each in site.services)
        self.data_sets: Mapping[str, DataSet] = _by_name(
            data for service in self.services.values() for data in service.data_sets
        )
        self.servers = {name: asset for name, asset in self.assets.items() if isinstance(asset, Server)}
        self.devices = {
            name: asset for name, asset in self.assets.items() if isinstance(asset, NetworkDevice)
        }
        self.accounts = {name: asset for name, asset in self.assets.items() if isinstance(asset, AwsAccount)}
        self.asset_site = {asset.name: site.code for site in sites for asset in site.assets}
        self.service_site = {service.name: site.code for site in sites for service in site.services}
        self.data_service = {data.name: each for each in self.services.values() for data in each.data_sets}

    def asset(self, name: str) -> Subject:
        """Return a finding's subject for an asset."""
        return Subject("asset", name, self.asset_site[name])

    def service(self, name: str) -> Subject:
        """Return a finding's subject for a service."""
        return Subject("service", name, self.service_site[name])

    def data_set(self, name: str) -> Subject:
        """Return a finding's subject for a data set."""
        return Subject("data set", name, self.service_site[self.data_service[name].name])

    def data_site(self, data: DataSet) -> str:
        """Return the code of the site where a data set's truth lives: its asset's, else its service's."""
        asset = source_asset(data.source)
        return self.asset_site.get(asset) or self.service_site[self.data_service[data.name].name]

    def copies(self, data: DataSet) -> list[Repository] | None:
        """Return the declared repositories that keep a data set; ``None`` when its policy is unknown."""
        return self._copies.get(data.policy)

    @cached_property
    def _copies(self) -> Mapping[str, list[Repository]]:
        return {
            name: [self.repositories[copy] for copy in sorted(set(policy.copies) & self.repositories.keys())]
            for name, policy in self.policies.items()
        }

    @cached_property
    def dependencies(self) -> Mapping[str, tuple[str, ...]]:
        """Services to the declared services they depend on."""
        return {
            name: tuple(sorted(set(service.depends_on) & self.services.keys()))
            for name, service in self.services.items()
        }

    @cached_property
    def components(self) -> list[tuple[str, ...]]:
        """Groups of services that depend on each other, each after all it depends on."""
        return components(self.dependencies)

    @cached_property
    def backed_up(self) -> frozenset[str]:
        """Names of assets that some data set is read from."""
        return frozenset(source_asset(data.source) for data in self.data_sets.values())


def once(work_out: Callable[[Index], _R]) -> Callable[[Index], _R]:
    """Have a function of an index work its answer out once, for all rules that ask."""

    @wraps(work_out)
    def asked(index: Index) -> _R:
        if work_out not in index.worked_out:
            index.worked_out[work_out] = work_out(index)
        return cast("_R", index.worked_out[work_out])

    return asked


def _by_name(things: Iterable[_T]) -> dict[str, _T]:
    return {thing.name: thing for thing in sorted(things, key=lambda thing: thing.name)}


def _in_order(things: Iterable[_D]) -> tuple[_D, ...]:
    """Sort what has no name of its own by all it says."""
    return tuple(sorted(things, key=lambda thing: thing.model_dump_json()))


def _code(site: Site) -> str:
    return site.code
