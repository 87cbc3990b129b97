"""Every use of a name in a declaration, with the kind of thing it wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from drplan.declare import (
    DeviceConfig,
    DynamoTable,
    GoogleWorkspace,
    HttpProbe,
    HumanStep,
    Microsoft365,
    ObjectProbe,
    Probe,
    RdsInstance,
    Refused,
    RouteProbe,
    S3Bucket,
    SecretNames,
    Service,
    Source,
    TenantExport,
    VlanProbe,
)
from drplan.declare.data import source_asset
from drplan.declare.probes import single
from drplan.validate.finding import Subject
from drplan.validate.index import Index


class Reference(NamedTuple):
    """One use of a name: ``field`` of ``subject`` wants a thing of kind ``wants`` named ``name``."""

    subject: Subject
    field: str
    wants: str
    name: str


def role_references(index: Index) -> Iterator[Reference]:
    """Yield who answers, is called, decides or takes part."""
    for code, site in index.sites.items():
        yield from _all(Subject("site", code, code), "contact", "role", (site.contact, *site.contacts))
    for name, asset in index.assets.items():
        yield Reference(index.asset(name), "owner", "role", asset.owner)
    for name, service in index.services.items():
        yield Reference(index.service(name), "owner", "role", service.owner)
        for step in service.recovery_steps:
            if isinstance(step, HumanStep):
                yield Reference(index.service(name), f"human step {step.what!r}", "role", step.role)
        for paper in service.papers:
            yield Reference(index.service(name), f"paper {paper.title!r}: keeper", "role", paper.keeper)
    for name, role in index.roles.items():
        yield from _all(Subject("role", name), "alternate", "role", (role.alternate,))
    for name, repository in index.repositories.items():
        holders = (each.holder for each in repository.escrow)
        yield from _all(Subject("repository", name), "escrow holder", "role", holders)
    for name, data in index.data_sets.items():
        yield from _all(index.data_set(name), "accepted by", "role", (each.by_role for each in data.accepted))
    yield from _roles_of_rehearsals(index)


def _roles_of_rehearsals(index: Index) -> Iterator[Reference]:
    for name, exercise in index.exercises.items():
        yield Reference(Subject("exercise", name), "led_by", "role", exercise.led_by)
        yield from _all(Subject("exercise", name), "roles", "role", exercise.roles)
    for name, scenario in index.scenarios.items():
        yield from _all(Subject("scenario", name), "roles", "role", scenario.roles)
    yield from _of_servers(index)
    yield from _of_accounts(index)
    yield from _of_suites(index)
    for waiver in index.waivers:
        subject = Subject("waiver", f"{waiver.rule} for {waiver.subject}")
        yield Reference(subject, "approved_by_role", "role", waiver.approved_by_role)


def _of_accounts(index: Index) -> Iterator[Reference]:
    for name, account in index.accounts.items():
        told = account.budget.told if account.budget else ()
        roles = (each for each in told if "@" not in each)
        yield from _all(index.asset(name), "budget: told", "role", roles)


def _of_suites(index: Index) -> Iterator[Reference]:
    for name, asset in index.assets.items():
        if isinstance(asset, GoogleWorkspace | Microsoft365):
            bearers = (each.approved_by_role for each in asset.waives)
            yield from _all(index.asset(name), "waives: approved_by_role", "role", bearers)


def _of_servers(index: Index) -> Iterator[Reference]:
    for name, server in index.servers.items():
        yield from _all(index.asset(name), "login", "role", (login.role for login in server.logins))
        for each in server.exceptions:
            what = f"exception from {each.control}: approved_by_role"
            yield Reference(index.asset(name), what, "role", each.approved_by_role)


def ground_references(index: Index) -> Iterator[Reference]:
    """Yield what things run on, depend on, are read from, seen from, rehearsed with and helped by."""
    yield from _of_devices(index)
    yield from _of_names(index)
    for name, service in index.services.items():
        yield from _of_service(index.service(name), service)
    for name, data in index.data_sets.items():
        yield Reference(index.data_set(name), "source", _holder(data.source), source_asset(data.source))
        if isinstance(data.source, TenantExport) and data.source.server is not None:
            yield Reference(index.data_set(name), "source", "server", data.source.server)
    for name, repository in index.repositories.items():
        subject = Subject("repository", name)
        yield from _all(subject, "host", "asset", (repository.host,))
        yield from _all(subject, "password_service", "service", (repository.password_service,))
    for name, scenario in index.scenarios.items():
        yield from _all(Subject("scenario", name), "assets", "asset", scenario.assets)
        yield from _all(Subject("scenario", name), "services", "service", scenario.services)
    for name, exercise in index.exercises.items():
        yield from _all(Subject("exercise", name), "services", "service", exercise.services)
    for name, improvement in index.improvements.items():
        yield from _all(Subject("improvement", name), "services", "service", improvement.services)


def _of_devices(index: Index) -> Iterator[Reference]:
    for name, device in index.devices.items():
        if device.neighbour is not None:
            yield Reference(index.asset(name), "neighbour", "network device", device.neighbour)
        yield from _all(index.asset(name), "radius", "server", device.radius)
        for port in device.ports:
            yield from _all(index.asset(name), f"port {port.name}: to", "asset", (port.to,))


def _of_names(index: Index) -> Iterator[Reference]:
    for name, zone in index.zones.items():
        yield from _all(Subject("zone", name), "servers", "server", zone.servers)
        yield from _all(Subject("zone", name), "sites", "site", zone.sites)
    for code, site in index.sites.items():
        for vlan in site.vlans:
            if vlan.leases is not None:
                what = f"VLAN {vlan.number}: leases"
                yield from _all(Subject("site", code, code), what, "server", vlan.leases.servers)


def _of_service(subject: Subject, service: Service) -> Iterator[Reference]:
    yield from _all(subject, "runs_on", "asset", service.runs_on)
    yield from _all(subject, "depends_on", "service", service.depends_on)
    for probe in service.probes:
        for each in single(probe):
            yield from _of_probe(subject, each)
    for step in service.recovery_steps:
        if not isinstance(step, HumanStep):
            yield Reference(subject, f"automatic step {step.what!r}", "server", step.server)


def _of_probe(subject: Subject, probe: Probe) -> Iterator[Reference]:
    match probe:
        case RouteProbe(seen_from=name):
            yield Reference(subject, "route probe", "network device", name)
        case VlanProbe(switch=name):
            yield Reference(subject, "VLAN probe", "network device", name)
        case ObjectProbe(account=name):
            yield Reference(subject, "object probe", "AWS account", name)
        case HttpProbe() | Refused():
            return
        case _:
            yield Reference(subject, f"{probe.kind} probe", "server", probe.server)


def _holder(source: Source) -> str:
    match source:
        case DeviceConfig():
            return "network device"
        case S3Bucket() | DynamoTable() | RdsInstance() | SecretNames():
            return "AWS account"
        case TenantExport():
            return "tenant"
        case _:
            return "server"


def bucket_references(index: Index) -> Iterator[tuple[Subject, str, str]]:
    """Yield each use of a bucket: by what, its account, its name."""
    for name, data in index.data_sets.items():
        if isinstance(data.source, S3Bucket):
            yield index.data_set(name), data.source.account, data.source.bucket
    for name, service in index.services.items():
        for probe in service.probes:
            if isinstance(probe, ObjectProbe):
                yield index.service(name), probe.account, probe.bucket


def vault_references(index: Index) -> Iterator[tuple[Subject, str, str]]:
    """Yield each use of a backup vault: by which account, by which of its plans, the vault's name."""
    for name, account in index.accounts.items():
        for plan in account.vault_plans:
            yield index.asset(name), plan.name, plan.vault
        for test in account.restore_tests:
            yield from ((index.asset(name), test.name, each) for each in test.vaults)


def protection_references(index: Index) -> Iterator[Reference]:
    """Yield the policies of data sets, the repositories of policies, and what fills a repository."""
    for name, repository in index.repositories.items():
        yield from _all(Subject("repository", name), "filled_from", "repository", (repository.filled_from,))
    for name, data in index.data_sets.items():
        yield Reference(index.data_set(name), "policy", "policy", data.policy)
    for name, policy in index.policies.items():
        yield from _all(Subject("policy", name), "copies", "repository", policy.copies)


def outside_references(index: Index) -> Iterator[Reference]:
    """Yield vendors, scenarios, rooms, hosts and places."""
    for name, server in index.servers.items():
        if server.host is not None:
            yield Reference(index.asset(name), "host", "server", server.host)
    for name, service in index.services.items():
        if service.vendor is not None:
            yield Reference(index.service(name), "vendor", "vendor", service.vendor)
    for code, site in index.sites.items():
        for link in site.links:
            yield from _all(Subject("link", link.name, code), "provider", "vendor", (link.provider,))
    for name, repository in index.repositories.items():
        yield Reference(Subject("repository", name), "site", "place", repository.site)
    for name, scenario in index.scenarios.items():
        yield from _all(Subject("scenario", name), "sites", "site", scenario.sites)
        yield from _all(Subject("scenario", name), "vendors", "vendor", scenario.vendors)
    for name, exercise in index.exercises.items():
        yield Reference(Subject("exercise", name), "scenario", "scenario", exercise.scenario)


def _all(subject: Subject, field: str, wants: str, names: Iterable[str | None]) -> Iterator[Reference]:
    return (Reference(subject, field, wants, name) for name in names if name is not None)
