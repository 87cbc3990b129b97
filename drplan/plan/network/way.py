"""What we reach a device by, as far as its running configuration and what is declared tell. Pure.

What stays unknown is not assumed to be safe: without one known port every port could be the one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network

from drplan.gear.managed import managed
from drplan.gear.platform import Platform
from drplan.plan.network.carrying import aggregates, carriers
from drplan.plan.network.change import WayIn
from drplan.plan.network.port_spans import covers, ports_in
from drplan.plan.network.said import sentences

_LOGICAL = re.compile(r"^(?:vl\w*|ve|irb|lo\w*|bridge\S*)[ .-]*\d*(?:\.\d+)?$", re.IGNORECASE)
_VLAN_OF_NAME = re.compile(r"^(?:vl\w*|ve|irb|vlan)[ .-]*(?P<vlan>\d{1,4})$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<![\w.:])(?P<address>\d+\.\d+\.\d+\.\d+|[0-9a-f:]*:[0-9a-f:]*)(?:[/ ](?P<mask>\d+(?:\.\d+){3}|\d+))",
    re.IGNORECASE,
)
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Way:
    """How we come in. ``ports`` empty, or ``vlan`` ``None``: not known."""

    declared: WayIn
    said: tuple[str, ...]
    own: tuple[str, ...] = ()
    """Interfaces that hold the device's address, or the network that we come from."""
    vlan: int | None = None
    vlan_names: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    """Ports that the path runs through, as far as known."""
    networks: tuple[Network, ...] = ()
    """Where we come from, the gateway, and the network of the device's own address."""

    def passes(self, named: str) -> bool:
        """Say whether a port or an interface is on the path, or could be."""
        if not self.own and not self.ports:
            return True
        ours = {name for each in (*self.own, *self.ports) for name in (each, each.split(".")[0])}
        if any(covers(named, each) for each in ours):
            return True
        return not self.ports and not any(_LOGICAL.match(each.strip()) for each in ports_in(named))

    def passes_vlan(self, vlans: set[int] | None) -> bool:
        """Say whether VLANs hold the one that manages, or could."""
        return self.vlan is None or vlans is None or self.vlan in vlans


def way(platform: Platform, running: str, declared: WayIn) -> Way:
    """Return what is known of the way in."""
    said = sentences(running, platform)
    found = Way(declared, said, networks=tuple(_declared_networks(declared)))
    addressed = list(_addressed(platform, said))
    here = [(name, network) for name, address, network in addressed if address == declared.address]
    networks = (*found.networks, *(network for _, network in here))
    own = [name for name, _ in here] + [
        name for name, _, network in addressed if _meets(network, found.networks)
    ]
    if declared.interface and _LOGICAL.match(declared.interface):
        own.append(declared.interface)
    found = replace(found, own=tuple(dict.fromkeys(own)), networks=networks)
    found = replace(found, vlan=_vlan(found))
    found = replace(found, vlan_names=tuple(_vlan_names(found)))
    return replace(found, ports=tuple(dict.fromkeys(_ports(found))))


def _declared_networks(declared: WayIn) -> Iterator[Network]:
    for each in (*declared.sources, *filter(None, [declared.gateway])):
        try:
            yield ip_network(each, strict=False)
        except ValueError:
            continue


def _addressed(platform: Platform, said: Sequence[str]) -> Iterator[tuple[str, str, Network]]:
    """Yield interfaces with their addresses and networks."""
    rules = managed(platform)
    for each in said:
        if re.search(rules.address, each, re.IGNORECASE):
            for name in interfaces_in(each, platform) or _vlan_header(each):
                yield from ((name, address, network) for address, network in addresses_in(each))


def _vlan_header(said: str) -> list[str]:
    found = re.match(r"^vlan (\d+)", said)
    return [f"vlan {found[1]}"] if found else []


def addresses_in(said: str) -> Iterator[tuple[str, Network]]:
    """Yield addresses that stand with a mask, and their networks."""
    for found in _ADDRESS.finditer(said):
        try:
            here = ip_interface(f"{found['address']}/{found['mask']}")
        except ValueError:
            continue
        yield str(here.ip), here.network


def interfaces_in(said: str, platform: Platform) -> list[str]:
    """Return the ports and interfaces that a sentence names, as it writes them."""
    found: list[str] = []
    for each in re.finditer(managed(platform).port, said, re.IGNORECASE):
        named = {name: value for name, value in each.groupdict().items() if value}
        unit = named.pop("unit", "")
        found += [_with_unit(value, unit) for value in named.values()]
    return found


def _with_unit(name: str, unit: str) -> str:
    return f"{name}.{unit.split()[1]}" if unit else name


def _meets(network: Network, ours: Sequence[Network]) -> bool:
    return any(network.version == each.version and network.overlaps(each) for each in ours)


def meets(network: Network, way_: Way) -> bool:
    """Say whether a network holds addresses that we come from or go to; yes when those are not known."""
    return not way_.networks or _meets(network, way_.networks)


def _vlan(found: Way) -> int | None:
    if found.declared.vlan is not None:
        return found.declared.vlan
    names = [each for each in found.own if _VLAN_OF_NAME.match(each.strip())]
    return next((_vlan_of(name, found.said) for name in names), None)


def _vlan_of(name: str, said: Sequence[str]) -> int | None:
    """Return the VLAN of a routed interface: as the configuration joins them, else as it is called."""
    plain = re.escape(name.strip())
    for each in said:
        router = re.match(rf"^vlan (\d+)[^>]*> router-interface {plain}$", each, re.IGNORECASE)
        junos = re.match(rf"^set vlans (\S+) l3-interface {plain}$", each)
        if router:
            return int(router[1])
        if junos:
            tagged = (re.match(rf"^set vlans {re.escape(junos[1])} vlan-id (\d+)$", one) for one in said)
            return next((int(one[1]) for one in tagged if one), None)
    numbered = _VLAN_OF_NAME.match(name.strip())
    return int(numbered["vlan"]) if numbered else None


def _vlan_names(found: Way) -> Iterator[str]:
    """Yield the names that Junos and RouterOS give the VLAN that manages."""
    for each in found.said:
        junos = re.match(r"^set vlans (\S+) vlan-id (\d+)$", each)
        if junos and int(junos[2]) == found.vlan:
            yield junos[1]


def _ports(found: Way) -> Iterator[str]:
    arrival = found.declared.interface
    physical = arrival if arrival and not _LOGICAL.match(arrival) else None
    first = [physical] if physical else []
    first += [each for each in found.own if not _LOGICAL.match(each.strip())]
    first += _parents(found)
    if found.vlan is not None:
        first += carriers(found.said, found.vlan, found.vlan_names, known=physical is not None)
    yield from first
    for name, members in aggregates(found.said):
        if any(covers(name, each) or covers(members, each) for each in first):
            yield name
            yield from ports_in(members)


def _parents(found: Way) -> Iterator[str]:
    """Yield what an interface of ours is part of: a subinterface's port, a VLAN's or a bridge's."""
    for own in found.own:
        if "." in own and not _LOGICAL.match(own):
            yield own.rsplit(".", 1)[0]
        name = re.escape(own)
        for each in found.said:
            forti = re.match(rf"^system interface > {name} > set (?:interface|member) (.+)$", each)
            mikrotik = re.match(
                rf"^/interface vlan > add (?=.*\bname={name}(?: |$)).*\binterface=(\S+)", each
            )
            bridged = re.match(
                rf"^/interface bridge port > add (?=.*\bbridge={name}(?: |$)).*\binterface=(\S+)", each
            )
            if one := forti or mikrotik or bridged:
                yield from one[1].split()


def applied_lists(way_: Way, platform: Platform) -> Mapping[str, bool]:
    """Return access lists by name, and whether one is applied where we pass."""
    used: dict[str, bool] = {}
    pattern = re.compile(managed(platform).list_used + r"[ a-z0-9-]*", re.IGNORECASE)
    for each in way_.said:
        if not pattern.search(each):
            continue
        names = interfaces_in(each, platform)
        vlan = re.match(r"^vlan (\d[\d,-]*)", each)
        here = way_.passes_vlan({int(vlan[1])}) if vlan and vlan[1].isdigit() else True
        ours = any(way_.passes(name) for name in names) if names else here
        for word in re.split(r"[\s>\"]+", each):
            used[word] = used.get(word, False) or ours
    return used
