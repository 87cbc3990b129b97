"""Addresses that can be what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network

from drplan.declare import NetworkDevice, Server, Site
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES

_POINT_TO_POINT = 31


@RULES.add(
    "DRP015",
    "An asset's address lies outside its site's networks",
    severity="error",
    why="The rebuilt asset would come up where nobody and no route finds it.",
    source="CIS Controls v8.1, safeguards 1.1 and 12.4",
    fix="correct the asset's address, or add its network to the site's networks",
)
def address_outside_site(index: Index) -> Iterator[Flaw]:
    """Only where an asset is managed must lie inside: a router's other ports face other networks."""
    for asset in _addressed(index):
        networks = index.sites[index.asset_site[asset.name]].networks
        if not any(asset.address in network for network in networks):
            listed = ", ".join(sorted(map(str, networks))) or "none"
            yield Flaw(
                index.asset(asset.name),
                f"address {asset.address} lies outside the site's networks ({listed})",
            )


@RULES.add(
    "DRP016",
    "Two assets have the same address",
    severity="error",
    why="One of them is written over, probed or restored in place of the other.",
    source="CIS Controls v8.1, safeguard 1.1; RFC 5227, section 1",
    fix="give each asset its own address",
)
def duplicate_address(index: Index) -> Iterator[Flaw]:
    """Compare where assets are managed and what ports of network devices hold."""
    holders: defaultdict[IPv4Address, set[str]] = defaultdict(set)
    for asset in _addressed(index):
        holders[asset.address].add(asset.name)
        if isinstance(asset, NetworkDevice):
            for interface in asset.interfaces:
                holders[interface.address.ip].add(asset.name)
    for address, names in holders.items():
        if len(names) > 1:
            first, *others = sorted(names)
            yield Flaw(index.asset(first), f"address {address} is also held by {', '.join(others)}")


@RULES.add(
    "DRP114",
    "An asset has the address of a network or of its broadcast",
    severity="error",
    why="No host answers there: the rebuilt asset is refused by its own system, or by every neighbour.",
    source="RFC 1122, section 3.2.1.3; RFC 4632, section 3.1",
    fix="give the asset an address between the network's first and its last",
)
def reserved_address(index: Index) -> Iterator[Flaw]:
    """Judge by the VLAN that holds the address, else by the site's network, and a port by its own prefix.

    A network of one or two addresses has neither (RFC 3021).
    """
    reserved = {code: _reserved(_networks(site)) for code, site in index.sites.items()}
    for asset in _addressed(index):
        code = index.asset_site[asset.name]
        if asset.address in reserved[code]:
            network = _holding(index.sites[code], asset.address)
            if asset.address in _reserved([network]):
                yield Flaw(index.asset(asset.name), _is_reserved(asset.address, network))
        if isinstance(asset, NetworkDevice):
            for interface in asset.interfaces:
                network, address = interface.address.network, interface.address.ip
                if address in _reserved([network]):
                    where = f"port {interface.name}: {_is_reserved(address, network)}"
                    yield Flaw(index.asset(asset.name), where)


def _addressed(index: Index) -> Iterator[Server | NetworkDevice]:
    """Leave out tenants, which have no address of ours."""
    return (asset for asset in index.assets.values() if isinstance(asset, Server | NetworkDevice))


def _networks(site: Site) -> list[IPv4Network]:
    return [*site.networks, *(vlan.network for vlan in site.vlans)]


def _reserved(networks: Iterable[IPv4Network]) -> frozenset[IPv4Address]:
    return frozenset(
        address
        for network in networks
        if network.prefixlen < _POINT_TO_POINT
        for address in (network.network_address, network.broadcast_address)
    )


def _holding(site: Site, address: IPv4Address) -> IPv4Network:
    """Return the network an address is part of: the smallest VLAN, else the smallest of the site's."""
    vlans = [vlan.network for vlan in site.vlans if address in vlan.network]
    held = vlans or [network for network in site.networks if address in network]
    return max(held, key=lambda network: network.prefixlen)


def _is_reserved(address: IPv4Address, network: IPv4Network) -> str:
    what = "own address" if address == network.network_address else "broadcast address"
    return f"{address} is the {what} of {network}"
