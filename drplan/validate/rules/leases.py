"""Names and addresses that are handed out by somebody, and only where nobody else has them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from drplan.declare import NetworkDevice, Server
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES

_BASELINE = "dns-dhcp"


@RULES.add(
    "DRP116",
    "A server is to hand out names or addresses, and none of its baselines does",
    severity="warning",
    why="A rebuilt server comes back without BIND and Kea, and nobody behind it reaches anything by name.",
    source="NIST SP 800-53 Rev. 5, SC-20 and SC-22; RFC 2182, section 3.1",
    fix="give it the baseline dns-dhcp, or name the server that answers",
)
def nobody_answers(index: Index) -> Iterator[Flaw]:
    """Look at the servers of zones and of leases; one that is kept by other means is not looked at."""
    for name, zone in index.zones.items():
        for server in _without(index, zone.servers):
            yield Flaw(
                Subject("zone", name), f"{server} is to answer for it, and has no baseline {_BASELINE}"
            )
    for code, site in index.sites.items():
        for vlan in site.vlans:
            for server in _without(index, vlan.leases.servers if vlan.leases else ()):
                message = (
                    f"{server} is to lend VLAN {vlan.number}'s addresses, and has no baseline {_BASELINE}"
                )
                yield Flaw(Subject("site", code, code), message)


@RULES.add(
    "DRP117",
    "An address that is handed out belongs to an asset",
    severity="error",
    why="A visitor's computer gets the address of a server, and which of the two answers is chance.",
    source="RFC 2131, section 3.1; CIS Controls v8.1, safeguard 12.4",
    fix="move the asset's address out of the leases, or shorten them",
)
def lent_twice(index: Index) -> Iterator[Flaw]:
    """Compare leases with the addresses of servers and network devices, wherever they stand."""
    ranges = sorted(
        (int(vlan.leases.first), int(vlan.leases.last), vlan.number, code)
        for code, site in index.sites.items()
        for vlan in site.vlans
        if vlan.leases is not None
    )
    firsts = [first for first, *_ in ranges]
    for name, asset in index.assets.items():
        if not isinstance(asset, Server | NetworkDevice):
            continue
        before = bisect_right(firsts, int(asset.address))
        for _, last, number, code in ranges[max(0, before - 1) : before]:
            if int(asset.address) <= last:
                message = f"its address {asset.address} is among the leases of VLAN {number} of {code}"
                yield Flaw(index.asset(name), message)


def _without(index: Index, servers: tuple[str, ...]) -> Iterator[str]:
    for name in servers:
        server = index.servers.get(name)
        if server is not None and server.baselines and _BASELINE not in server.baselines:
            yield name
