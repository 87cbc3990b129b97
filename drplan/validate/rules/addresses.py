"""Addresses that can be what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Address

from drplan.declare import AwsAccount, NetworkDevice
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES


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
    for name, asset in index.assets.items():
        if isinstance(asset, AwsAccount):
            continue
        networks = index.sites[index.asset_site[name]].networks
        if not any(asset.address in network for network in networks):
            listed = ", ".join(sorted(map(str, networks))) or "none"
            yield Flaw(
                index.asset(name), f"address {asset.address} lies outside the site's networks ({listed})"
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
    for name, address in _held(index):
        holders[address].add(name)
    for address, names in holders.items():
        if len(names) > 1:
            first, *others = sorted(names)
            yield Flaw(index.asset(first), f"address {address} is also held by {', '.join(others)}")


def _held(index: Index) -> Iterator[tuple[str, IPv4Address]]:
    for name, asset in index.assets.items():
        if not isinstance(asset, AwsAccount):
            yield name, asset.address
        if isinstance(asset, NetworkDevice):
            for interface in asset.interfaces:
                yield name, interface.address.ip
