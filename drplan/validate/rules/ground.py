"""What services stand on: no asset for nothing, no one asset for all."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import NetworkDevice, Server, Tier
from drplan.validate.finding import Flaw
from drplan.validate.graph import components, cycle
from drplan.validate.index import Index
from drplan.validate.registry import RULES


@RULES.add(
    "DRP020",
    "An asset carries nothing",
    severity="warning",
    why="Either it can go, or what it does is not declared and nobody will bring it back.",
    source="NIST SP 800-34 Rev. 1, section 3.2.2; CIS Controls v8.1, safeguard 1.1",
    fix="name it in the runs_on of the service it carries, or take it out of the inventory",
)
def idle_asset(index: Index) -> Iterator[Flaw]:
    """Look for a service, a data set, a virtual machine, a repository or a neighbour that needs it."""
    used = {name for service in index.services.values() for name in service.runs_on} | index.backed_up
    used |= {server.host for name, server in index.servers.items() if server.host not in (None, name)}
    used |= {each.host for each in index.repositories.values() if each.host is not None}
    used |= {each.neighbour for name, each in index.devices.items() if each.neighbour not in (None, name)}
    for name in index.assets:
        if name not in used:
            yield Flaw(
                index.asset(name), "no service, data set, virtual machine, repository or device needs it"
            )


@RULES.add(
    "DRP022",
    "A foundation that other sites depend on runs on a single asset",
    severity="warning",
    why="One broken power supply stops the services of several buildings, and the first hour is the worst.",
    source="NIST SP 800-34 Rev. 1, section 3.3; NIST SP 800-53 Rev. 5, SC-36 and CP-2(8)",
    fix="add a second asset to its runs_on, or waive the finding with the reason why one will do",
)
def foundation_on_one_asset(index: Index) -> Iterator[Flaw]:
    """Look at tier 0 services on one server or device that services of another site name in depends_on."""
    far = _depended_on_from_afar(index)
    for name, service in index.services.items():
        only = set(service.runs_on)
        if name in far and service.tier == Tier.FOUNDATION and len(only) == 1:
            (asset,) = only
            if isinstance(index.assets.get(asset), Server | NetworkDevice):
                count = len(far[name])
                sites = f"services at {count} other site{'s' if count > 1 else ''} ({_some(far[name])})"
                yield Flaw(index.service(name), f"runs on {asset} alone, and {sites} depend on it")


@RULES.add(
    "DRP023",
    "A service's servers are all virtual machines of one host",
    severity="warning",
    why="The servers look like spares for each other, and go down together with their host.",
    source="NIST SP 800-34 Rev. 1, section 5.2.2; NIST SP 800-53 Rev. 5, SC-36",
    fix="move one of the virtual machines to another host",
)
def servers_on_one_host(index: Index) -> Iterator[Flaw]:
    """Compare the hosts of the servers a service runs on, when it runs on more than one."""
    for name, service in index.services.items():
        servers = sorted(set(service.runs_on) & index.servers.keys())
        hosts = {index.servers[each].host for each in servers}
        if len(servers) > 1 and len(hosts) == 1 and None not in hosts:
            (host,) = hosts
            yield Flaw(index.service(name), f"runs on {', '.join(servers)}, all virtual machines of {host}")


@RULES.add(
    "DRP026",
    "Virtual machines host each other in a circle",
    severity="error",
    why="No order exists in which they could be started.",
    source="NIST SP 800-34 Rev. 1, section 4.3.1 (sequence of recovery activities)",
    fix="name the real host of each, and none for a server that is no virtual machine",
)
def hosting_circle(index: Index) -> Iterator[Flaw]:
    """Follow from each server to its host."""
    hosts = {
        name: (server.host,) if server.host in index.servers else () for name, server in index.servers.items()
    }
    for members in components(hosts):
        if len(members) > 1 or members[0] in hosts[members[0]]:
            way = cycle(hosts, members)
            yield Flaw(index.asset(way[0]), f"is a virtual machine of itself: {' → '.join(way)}")


def _depended_on_from_afar(index: Index) -> dict[str, set[str]]:
    """Return services to the codes of other sites whose services depend on them directly."""
    far: dict[str, set[str]] = {}
    for name, targets in index.dependencies.items():
        site = index.service_site[name]
        for target in targets:
            if index.service_site[target] != site:
                far.setdefault(target, set()).add(site)
    return far


def _some(names: set[str], few: int = 5) -> str:
    listed = sorted(names)
    return ", ".join(listed[:few]) + (", …" if len(listed) > few else "")
