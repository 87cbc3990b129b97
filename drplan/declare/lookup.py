"""Finding declared things by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from drplan.declare.assets import Asset, NetworkDevice, Server
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.exercises import Exercise, Scenario
from drplan.declare.outside import Vendor
from drplan.declare.people import Role
from drplan.declare.protection import BackupPolicy, Repository
from drplan.declare.services import Service
from drplan.declare.sites import Site
from drplan.declare.tenants import AwsAccount, GoogleWorkspace, Microsoft365
from drplan.errors import UsageError


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


def _pick(things: Iterable[_T], name: str, what: str) -> _T:
    known = {thing.name: thing for thing in things}
    if name in known:
        return known[name]
    raise unknown(what, name, sorted(known))


def unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    """Build the error for a name that is not declared."""
    return UsageError(
        f"no {what} is named {name!r}", next_step=f"use one of: {', '.join(known) or 'none declared'}"
    )


def site_of(district: District, code: str) -> Site:
    """Return the site with that code; raises ``UsageError`` naming the codes that exist."""
    for site in district.sites:
        if site.code == code:
            return site
    raise unknown("site", code, [site.code for site in district.sites])


def assets(district: District) -> list[Asset]:
    """Return all assets in declared order."""
    return [asset for site in district.sites for asset in site.assets]


def network_devices(district: District) -> list[NetworkDevice]:
    """Return every network device of every site, in declared order."""
    return [asset for asset in assets(district) if isinstance(asset, NetworkDevice)]


def aws_accounts(district: District) -> list[AwsAccount]:
    """Return every AWS account of every site, in declared order."""
    return [asset for asset in assets(district) if isinstance(asset, AwsAccount)]


def services(district: District) -> list[Service]:
    """Return all services in declared order."""
    return [service for site in district.sites for service in site.services]


def data_sets(district: District) -> list[DataSet]:
    """Return all data sets in declared order."""
    return [data for service in services(district) for data in service.data_sets]


def reached_at(asset: Asset) -> str:
    """Return where an asset is found: an address, an account's number, a tenant's domain."""
    if isinstance(asset, AwsAccount):
        return asset.account_id
    return asset.domain if isinstance(asset, GoogleWorkspace | Microsoft365) else str(asset.address)


def asset_named(district: District, name: str) -> Asset:
    """Return one asset; raises ``UsageError``."""
    return _pick(assets(district), name, "asset")


def server_named(district: District, name: str) -> Server:
    """Return one server; raises ``UsageError``."""
    return _pick((a for a in assets(district) if isinstance(a, Server)), name, "server")


def device_named(district: District, name: str) -> NetworkDevice:
    """Return one network device; raises ``UsageError``."""
    return _pick((a for a in assets(district) if isinstance(a, NetworkDevice)), name, "network device")


def account_named(district: District, name: str) -> AwsAccount:
    """Return one AWS account; raises ``UsageError``."""
    return _pick((a for a in assets(district) if isinstance(a, AwsAccount)), name, "AWS account")


def data_set_named(district: District, name: str) -> DataSet:
    """Return one data set; raises ``UsageError``."""
    return _pick(data_sets(district), name, "data set")


def service_named(district: District, name: str) -> Service:
    """Return one service; raises ``UsageError``."""
    return _pick(services(district), name, "service")


def scenario_named(district: District, name: str) -> Scenario:
    """Return one scenario; raises ``UsageError``."""
    return _pick(district.scenarios, name, "scenario")


def exercise_named(district: District, name: str) -> Exercise:
    """Return one exercise; raises ``UsageError``."""
    return _pick(district.exercises, name, "exercise")


def role_named(district: District, name: str) -> Role:
    """Return one role; raises ``UsageError``."""
    return _pick(district.roles, name, "role")


def repository_named(district: District, name: str) -> Repository:
    """Return one repository; raises ``UsageError``."""
    return _pick(district.repositories, name, "repository")


def vendor_named(district: District, name: str) -> Vendor:
    """Return one vendor; raises ``UsageError``."""
    return _pick(district.vendors, name, "vendor")


def policy_named(district: District, name: str) -> BackupPolicy:
    """Return one backup policy; raises ``UsageError``."""
    return _pick(district.policies, name, "policy")


def written_copies(district: District, policy: BackupPolicy) -> list[Repository]:
    """Return the repositories of a policy that hosts write to, nearest first: others are filled from them."""
    copies = (repository_named(district, name) for name in policy.copies)
    return [copy for copy in copies if copy.filled_from is None]
