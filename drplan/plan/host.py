"""What the loss of one server takes with it, and the plan to bring that back."""

from __future__ import annotations

from collections.abc import Mapping

from drplan.declare.assets import Server
from drplan.declare.data import source_asset
from drplan.declare.district import District
from drplan.declare.lookup import assets, reached_at, services
from drplan.declare.probes import Probe, host_of
from drplan.declare.services import Service
from drplan.declare.sites import Site
from drplan.errors import UsageError
from drplan.plan.drill import DrillPlan
from drplan.plan.order import waves
from drplan.plan.points import Choice
from drplan.plan.redundancy import Redundancy
from drplan.ports import AnyAsset


def services_on(district: District, host: str) -> list[Service]:
    """Return the services that run on a server or own data that lies there, in declared order."""
    return [
        service
        for service in services(district)
        if host in service.runs_on or any(source_asset(data.source) == host for data in service.data_sets)
    ]


def guests_of(district: District, host: str) -> tuple[str, ...]:
    """Return the virtual machines that go down with a server, by name; each is restored on its own."""
    return tuple(sorted(Redundancy(district).touched(host) - {host}))


def plan_host(district: District, host: Server, choices: Mapping[str, Choice]) -> DrillPlan:
    """Decide the loss of one server: nothing else is lost, and what its services depend on still stands.

    Raises ``UsageError`` when no service stands on it: nothing could show that it came back.
    """
    standing = services_on(district, host.name)
    if not standing:
        raise UsageError(
            f"no service and no data set is on {host.name}: nothing could show that it came back",
            next_step=f"hold a blank host to its baselines: drplan deploy apply --asset {host.name}",
        )
    servers = {asset.name for asset in assets(district) if isinstance(asset, Server)}
    others = {
        service.name: tuple(n for n in service.runs_on if n in servers and n != host.name)
        for service in standing
    }
    return DrillPlan(
        site=site_with(district, host),
        waves=waves(standing),
        assets=(host,),
        choices=choices,
        host=host.name,
        beside={name: found for name, found in others.items() if found},
    )


def lost_beside(district: District, plan: DrillPlan) -> tuple[str, ...]:
    """Return the services that are not in a plan and stand, or keep data, on what it loses, by name."""
    lost = {asset.name for asset in plan.assets}
    planned = {service.name for service in plan.services}
    return tuple(
        sorted(
            service.name
            for service in services(district)
            if service.name not in planned
            and lost & {*service.runs_on, *(source_asset(data.source) for data in service.data_sets)}
        )
    )


def site_with(district: District, host: Server) -> Site:
    """Return the site where a declared server stands."""
    return next(site for site in district.sites if host in site.assets)


def showing_loss(plan: DrillPlan, service: Service) -> Service:
    """Return the service with those of its probes that can show the loss which the plan is about.

    That is all of them, unless other servers carry the service as well: then those that look at the lost
    server itself.
    """
    if service.name not in plan.beside:
        return service
    (host,) = plan.assets
    aimed = tuple(probe for probe in service.probes if _looks_at(probe, host))
    return service.model_copy(update={"probes": aimed})


def _looks_at(probe: Probe, host: AnyAsset) -> bool:
    return host_of(probe) in (reached_at(host), host.name)
