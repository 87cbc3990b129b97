"""A district turned round once, so that a rule finds by name instead of by searching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Protocol, TypeVar

from drplan.declare import (
    AwsAccount,
    BackupPolicy,
    DataSet,
    DeviceConfig,
    District,
    NetworkDevice,
    Paths,
    PostgresDatabase,
    Repository,
    Role,
    S3Bucket,
    Server,
    Service,
    Site,
)
from drplan.validate.finding import Subject
from drplan.validate.graph import components

AnyAsset = Server | NetworkDevice | AwsAccount


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


def source_asset(data: DataSet) -> str:
    """Return the name of the asset that holds a data set in production."""
    match data.source:
        case Paths(server=name) | PostgresDatabase(server=name):
            return name
        case DeviceConfig(device=name) | S3Bucket(account=name):
            return name


class Index:
    """Maps from name to thing, from thing to site, and back along references; all sorted by name."""

    def __init__(self, district: District) -> None:
        self.name = district.name
        self.sites: Mapping[str, Site] = {site.code: site for site in sorted(district.sites, key=_code)}
        self.roles: Mapping[str, Role] = _by_name(district.roles)
        self.repositories: Mapping[str, Repository] = _by_name(district.repositories)
        self.policies: Mapping[str, BackupPolicy] = _by_name(district.policies)
        sites = self.sites.values()
        self.assets: Mapping[str, AnyAsset] = _by_name(asset for site in sites for asset in site.assets)
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
        asset = source_asset(data)
        return self.asset_site.get(asset) or self.service_site[self.data_service[data.name].name]

    def copies(self, data: DataSet) -> list[Repository] | None:
        """Return the declared repositories that keep a data set; ``None`` when its policy is unknown."""
        policy = self.policies.get(data.policy)
        if policy is None:
            return None
        return [self.repositories[name] for name in sorted(set(policy.copies) & self.repositories.keys())]

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
        return frozenset(source_asset(data) for data in self.data_sets.values())


def _by_name(things: Iterable[_T]) -> dict[str, _T]:
    return {thing.name: thing for thing in sorted(things, key=lambda thing: thing.name)}


def _code(site: Site) -> str:
    return site.code
