"""Every name leads somewhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from drplan.declare import (
    DataSet,
    DeviceConfig,
    FileProbe,
    HttpProbe,
    ObjectProbe,
    Paths,
    PostgresDatabase,
    Probe,
    RouteProbe,
    S3Bucket,
    Service,
    SqlProbe,
)
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES

_FEW = 500
_KINDS = {"server": "a server", "network": "a network device", "aws": "an AWS account"}
_GROUND = ("asset", "service", "server", "network device", "AWS account")


@dataclass(frozen=True)
class Reference:
    """One use of a name: ``field`` of ``subject`` wants a thing of kind ``wants`` named ``name``."""

    subject: Subject
    field: str
    wants: str
    name: str


@RULES.add(
    "DRP001",
    "A role is named that is not declared",
    severity="error",
    why="Somebody must decide and be called; a name that leads nowhere is found out in the emergency.",
    source="NIST SP 800-34 Rev. 1, section 3.4.6; NIST SP 800-53 Rev. 5, CP-2",
    fix="declare the role in district.py, or name one that is declared",
)
def unknown_role(index: Index) -> Iterator[Flaw]:
    """Owners, contacts, alternates and human steps name declared roles."""
    return _unknown(index, _role_references(index))


@RULES.add(
    "DRP002",
    "An asset, service or bucket is named that is not declared",
    severity="error",
    why="Recovery order, restores and probes follow these names; one that leads nowhere stops them.",
    source="NIST SP 800-34 Rev. 1, section 3.2.3; CIS Controls v8.1, safeguard 1.1",
    fix="declare it at its site, or name one that is declared",
)
def unknown_ground(index: Index) -> Iterator[Flaw]:
    """Find declared what services run on, depend on, read from and are seen from."""
    yield from _unknown(index, _ground_references(index))
    yield from _unknown_buckets(index)


@RULES.add(
    "DRP003",
    "A policy, repository or site is named that is not declared",
    severity="error",
    why="A data set whose policy or repository leads nowhere is never backed up.",
    source="NIST SP 800-53 Rev. 5, CP-9; CIS Controls v8.1, safeguard 11.2",
    fix="declare it in district.py, or name one that is declared",
)
def unknown_protection(index: Index) -> Iterator[Flaw]:
    """Policies, their repositories and the repositories' sites are declared."""
    return _unknown(index, _protection_references(index))


def _role_references(index: Index) -> Iterator[Reference]:
    for code, site in index.sites.items():
        yield Reference(Subject("site", code, code), "contact", "role", site.contact)
    for name, asset in index.assets.items():
        yield Reference(index.asset(name), "owner", "role", asset.owner)
    for name, service in index.services.items():
        yield Reference(index.service(name), "owner", "role", service.owner)
        for step in service.human_steps:
            yield Reference(index.service(name), f"human step {step.what!r}", "role", step.role)
    for name, role in index.roles.items():
        if role.alternate is not None:
            yield Reference(Subject("role", name), "alternate", "role", role.alternate)


def _ground_references(index: Index) -> Iterator[Reference]:
    for name, device in index.devices.items():
        if device.neighbour is not None:
            yield Reference(index.asset(name), "neighbour", "network device", device.neighbour)
    for name, service in index.services.items():
        yield from _service_references(index.service(name), service)
    for name, data in index.data_sets.items():
        yield _source_reference(index.data_set(name), data)


def _service_references(subject: Subject, service: Service) -> Iterator[Reference]:
    for name in service.runs_on:
        yield Reference(subject, "runs_on", "asset", name)
    for name in service.depends_on:
        yield Reference(subject, "depends_on", "service", name)
    for probe in service.probes:
        yield from _probe_references(subject, probe)


def _probe_references(subject: Subject, probe: Probe) -> Iterator[Reference]:
    match probe:
        case SqlProbe(server=name) | FileProbe(server=name):
            yield Reference(subject, f"{probe.kind} probe", "server", name)
        case RouteProbe(seen_from=name):
            yield Reference(subject, "route probe", "network device", name)
        case ObjectProbe(account=name):
            yield Reference(subject, "object probe", "AWS account", name)
        case HttpProbe():
            return


def _source_reference(subject: Subject, data: DataSet) -> Reference:
    match data.source:
        case Paths(server=name) | PostgresDatabase(server=name):
            return Reference(subject, "source", "server", name)
        case DeviceConfig(device=name):
            return Reference(subject, "source", "network device", name)
        case S3Bucket(account=name):
            return Reference(subject, "source", "AWS account", name)


def _unknown_buckets(index: Index) -> Iterator[Flaw]:
    used = [
        (index.data_set(name), data.source.account, data.source.bucket)
        for name, data in index.data_sets.items()
        if isinstance(data.source, S3Bucket)
    ] + [
        (index.service(name), probe.account, probe.bucket)
        for name, service in index.services.items()
        for probe in service.probes
        if isinstance(probe, ObjectProbe)
    ]
    for subject, account, bucket in used:
        if account in index.accounts and bucket not in index.accounts[account].buckets:
            message = f"names the bucket {bucket!r}, which AWS account {account} does not declare"
            yield Flaw(subject, message, f"add {bucket!r} to the buckets of {account}, or correct the name")


def _protection_references(index: Index) -> Iterator[Reference]:
    for name, data in index.data_sets.items():
        yield Reference(index.data_set(name), "policy", "policy", data.policy)
    for name, policy in index.policies.items():
        for copy in policy.copies:
            yield Reference(Subject("policy", name), "copies", "repository", copy)
    for name, repository in index.repositories.items():
        yield Reference(Subject("repository", name), "site", "site", repository.site)


def _unknown(index: Index, references: Iterable[Reference]) -> Iterator[Flaw]:
    known: Mapping[str, Mapping[str, object]] = {
        "role": index.roles,
        "asset": index.assets,
        "service": index.services,
        "server": index.servers,
        "network device": index.devices,
        "AWS account": index.accounts,
        "policy": index.policies,
        "repository": index.repositories,
        "site": index.sites,
    }
    for each in references:
        if each.name not in known[each.wants]:
            what = f"{each.field} names the {each.wants} {each.name!r}"
            where = _elsewhere(index, each)
            yield Flaw(each.subject, f"{what}, which is {where}", _meant(each, known[each.wants]))


def _elsewhere(index: Index, each: Reference) -> str:
    """Tell a name that nothing bears from the name of another kind of thing."""
    if each.wants in _GROUND and each.name in index.assets:
        return f"declared as {_KINDS[index.assets[each.name].kind]}"
    return (
        "declared as a service" if each.wants in _GROUND and each.name in index.services else "not declared"
    )


def _meant(each: Reference, known: Mapping[str, object]) -> str | None:
    """Suggest a name that is declared; a long list is not searched, to stay near-linear."""
    near = difflib.get_close_matches(each.name, sorted(known), n=1) if len(known) <= _FEW else []
    return f"name {near[0]!r} if that was meant, or declare the {each.wants} {each.name!r}" if near else None
