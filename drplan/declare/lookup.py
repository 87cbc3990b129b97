"""Finding declared things by name."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from drplan.declare.assets import Asset, NetworkDevice, Server
from drplan.declare.data import DataSet, source_asset
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


_TURNED: dict[int, dict[str, Any]] = {}
"""What was turned round of districts that are in use, by their place in memory: a district never changes.

Without it every look goes through all of a district, and the pages of 2,000 services take 2,000 times that.
"""


def _turned(district: District, what: str, make: Callable[[District], Any]) -> Any:
    found = _TURNED.get(id(district))
    if found is None:
        found = _TURNED[id(district)] = {}
        weakref.finalize(district, _TURNED.pop, id(district), None)
    if what not in found:
        found[what] = make(district)
    return found[what]


def _pick(district: District, name: str, what: str, things: Callable[[District], Iterable[_T]]) -> _T:
    known: dict[str, _T] = _turned(
        district, what, lambda all_of: {each.name: each for each in things(all_of)}
    )
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


def servers(district: District) -> list[Server]:
    """Return every server of every site, in declared order."""
    return [asset for asset in assets(district) if isinstance(asset, Server)]


def network_devices(district: District) -> list[NetworkDevice]:
    """Return every network device of every site, in declared order."""
    return [asset for asset in assets(district) if isinstance(asset, NetworkDevice)]


def aws_accounts(district: District) -> list[AwsAccount]:
    """Return every AWS account of every site, in declared order."""
    return [asset for asset in assets(district) if isinstance(asset, AwsAccount)]


def services(district: District) -> list[Service]:
    """Return all services in declared order."""
    return [service for site in district.sites for service in site.services]


def services_by_name(district: District) -> Mapping[str, Service]:
    """Return all services by their names."""
    found: Mapping[str, Service] = _turned(
        district, "service", lambda all_of: {each.name: each for each in services(all_of)}
    )
    return found


def homes(district: District) -> Mapping[str, Site]:
    """Return the site of each service, by the service's name."""
    found: Mapping[str, Site] = _turned(
        district, "home", lambda all_of: {own.name: site for site in all_of.sites for own in site.services}
    )
    return found


def data_sets(district: District) -> list[DataSet]:
    """Return all data sets in declared order."""
    return [data for service in services(district) for data in service.data_sets]


def data_sets_on(district: District, asset: str) -> list[DataSet]:
    """Return the data sets that lie on one asset, in declared order."""
    found: Mapping[str, list[DataSet]] = _turned(district, "data on asset", _by_asset)
    return list(found.get(asset, ()))


def _by_asset(district: District) -> dict[str, list[DataSet]]:
    found: dict[str, list[DataSet]] = {}
    for data in data_sets(district):
        found.setdefault(source_asset(data.source), []).append(data)
    return found


def reached_at(asset: Asset) -> str:
    """Return where an asset is found: an address, an account's number, a tenant's domain."""
    if isinstance(asset, AwsAccount):
        return asset.account_id
    return asset.domain if isinstance(asset, GoogleWorkspace | Microsoft365) else str(asset.address)


def asset_named(district: District, name: str) -> Asset:
    """Return one asset; raises ``UsageError``."""
    return _pick(district, name, "asset", assets)


def server_named(district: District, name: str) -> Server:
    """Return one server; raises ``UsageError``."""
    return _pick(district, name, "server", servers)


def device_named(district: District, name: str) -> NetworkDevice:
    """Return one network device; raises ``UsageError``."""
    return _pick(district, name, "network device", network_devices)


def account_named(district: District, name: str) -> AwsAccount:
    """Return one AWS account; raises ``UsageError``."""
    return _pick(district, name, "AWS account", aws_accounts)


def data_set_named(district: District, name: str) -> DataSet:
    """Return one data set; raises ``UsageError``."""
    return _pick(district, name, "data set", data_sets)


def service_named(district: District, name: str) -> Service:
    """Return one service; raises ``UsageError``."""
    return _pick(district, name, "service", services)


def scenario_named(district: District, name: str) -> Scenario:
    """Return one scenario; raises ``UsageError``."""
    return _pick(district, name, "scenario", lambda all_of: all_of.scenarios)


def exercise_named(district: District, name: str) -> Exercise:
    """Return one exercise; raises ``UsageError``."""
    return _pick(district, name, "exercise", lambda all_of: all_of.exercises)


def role_named(district: District, name: str) -> Role:
    """Return one role; raises ``UsageError``."""
    return _pick(district, name, "role", lambda all_of: all_of.roles)


def repository_named(district: District, name: str) -> Repository:
    """Return one repository; raises ``UsageError``."""
    return _pick(district, name, "repository", lambda all_of: all_of.repositories)


def vendor_named(district: District, name: str) -> Vendor:
    """Return one vendor; raises ``UsageError``."""
    return _pick(district, name, "vendor", lambda all_of: all_of.vendors)


def policy_named(district: District, name: str) -> BackupPolicy:
    """Return one backup policy; raises ``UsageError``."""
    return _pick(district, name, "policy", lambda all_of: all_of.policies)


def written_copies(district: District, policy: BackupPolicy) -> list[Repository]:
    """Return the repositories of a policy that hosts write to, nearest first: others are filled from them."""
    copies = (repository_named(district, name) for name in policy.copies)
    return [copy for copy in copies if copy.filled_from is None]
