"""Who speaks BGP with whom, worked out from the declaration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from drplan.declare import NetworkDevice


@dataclass(frozen=True)
class Peer:
    """A BGP neighbour: its address on a shared link, its autonomous system, its name."""

    address: IPv4Address
    autonomous_system: int
    name: str


def peers(device: NetworkDevice, others: Iterable[NetworkDevice]) -> tuple[Peer, ...]:
    """Return the BGP neighbours of a device, by address; none when it has no autonomous system itself."""
    if device.autonomous_system is None:
        return ()
    found = (
        Peer(far.address.ip, other.autonomous_system, other.name)
        for other in others
        if other.name != device.name and other.autonomous_system is not None
        for near in device.interfaces
        for far in other.interfaces
        if near.address.network == far.address.network
    )
    return tuple(sorted(found, key=lambda peer: peer.address))


def announced(device: NetworkDevice, found: Iterable[Peer]) -> tuple[IPv4Network, ...]:
    """Return the networks that a device tells its neighbours of: its own, but for the links to them."""
    links = [peer.address for peer in found]
    networks = dict.fromkeys(port.address.network for port in device.interfaces)
    return tuple(each for each in networks if not any(address in each for address in links))
