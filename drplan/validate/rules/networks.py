"""Networks that keep out of each other's way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES
from drplan.validate.twice import twice
from drplan.validate.units import listed

_LOOKED_AT = 5
"""How many of the sites around are looked at by name: thousands may share a network."""


@RULES.add(
    "DRP110",
    "A site gives a VLAN's number or name twice",
    severity="error",
    why="A switch holds one of the two: whoever rebuilds it puts phones or cameras into the wrong network.",
    source="IEEE 802.1Q-2022, clause 9.6; CIS Controls v8.1, safeguard 12.4",
    fix="give each VLAN of the site its own number and its own name",
)
def duplicate_vlan(index: Index) -> Iterator[Flaw]:
    """Compare within a site: another site may use the same numbers."""
    for code, site in index.sites.items():
        numbers = [f"the number {number}" for number in twice(vlan.number for vlan in site.vlans)]
        names = [f"the name {name}" for name in twice(vlan.name for vlan in site.vlans)]
        for what in numbers + names:
            yield Flaw(Subject("site", code, code), f"gives two VLANs {what}")


@RULES.add(
    "DRP111",
    "Networks of two sites overlap",
    severity="error",
    why="Traffic for one site is routed to the other, and a rebuilt router makes it so for everyone.",
    source="RFC 4632, section 5.1; CIS Controls v8.1, safeguard 12.4",
    fix="give each site networks that no other site uses",
)
def overlapping_sites(index: Index) -> Iterator[Flaw]:
    """Tell of a network once for the same one elsewhere, and once for the nearest around it."""
    owners = _owners(index)
    for each in owners:
        first, *others = each.sites
        if others:
            message = f"network {each.network} is also that of {listed(others)}"
            yield Flaw(Subject("site", first, first), message)
    yield from _inside(owners)


@RULES.add(
    "DRP112",
    "A VLAN's network lies outside its site's networks",
    severity="error",
    why="Nothing routes to it, so whatever is rebuilt in it stays out of reach.",
    source="CIS Controls v8.1, safeguard 12.4; RFC 4632, section 5.1",
    fix="correct the VLAN's network, or add it to the site's networks",
)
def vlan_outside_site(index: Index) -> Iterator[Flaw]:
    """See that the whole of each VLAN's network is inside one of the site's."""
    for code, site in index.sites.items():
        for vlan in site.vlans:
            if not any(vlan.network.subnet_of(network) for network in site.networks):
                declared = ", ".join(sorted(map(str, site.networks))) or "none"
                where = f"VLAN {vlan.number} ({vlan.name}) has {vlan.network}"
                yield Flaw(Subject("site", code, code), f"{where}, outside the site's networks ({declared})")


@dataclass(frozen=True)
class _Owned:
    """One network and the codes of the sites that declare it, sorted."""

    network: IPv4Network
    sites: Sequence[str]


def _owners(index: Index) -> list[_Owned]:
    """Return each network once, sorted by address, the larger of two that begin alike first."""
    codes: defaultdict[IPv4Network, set[str]] = defaultdict(set)
    for code, site in index.sites.items():
        for network in site.networks:
            codes[network].add(code)
    return [_Owned(network, sorted(codes[network])) for network in sorted(codes)]


def _inside(owners: Sequence[_Owned]) -> Iterator[Flaw]:
    """Sweep from the lowest address up; ``around`` holds the networks around the present one, at most 32."""
    around: list[_Owned] = []
    for each in owners:
        while around and not each.network.subnet_of(around[-1].network):
            around.pop()
        for code in each.sites:
            yield from _nearest(code, each.network, around)
        around.append(each)


def _nearest(code: str, network: IPv4Network, around: Sequence[_Owned]) -> Iterator[Flaw]:
    """Name the smallest network around that another site declares."""
    for outer in reversed(around):
        others = [other for other in outer.sites[:_LOOKED_AT] if other != code]
        if others:
            more = len(outer.sites) - (code in outer.sites) - len(others)
            message = f"network {network} lies inside {outer.network} of {listed(others, more)}"
            yield Flaw(Subject("site", code, code), message)
            return
