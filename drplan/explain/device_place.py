"""A device where it belongs: its site, its room, the network that it is managed in, what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network

from drplan.declare import District, Interface, NetworkDevice, Service, Site
from drplan.declare.lookup import network_devices, services


@dataclass(frozen=True)
class Place:
    """A device where it belongs: its site, its room, the network that it is managed in."""

    device: NetworkDevice
    site: Site
    district: District

    @property
    def room(self) -> str:
        """The room, as people find it."""
        known = {room.name: f"{room.title} ({room.name})" for room in self.site.rooms}
        return known.get(self.device.room or "", self.device.room or "in no declared room")

    @property
    def address(self) -> str:
        """The address with the length of its network's prefix, where that is declared."""
        network = self._network()
        return f"{self.device.address}/{network.prefixlen}" if network else str(self.device.address)

    @property
    def network(self) -> str:
        """The VLAN, or the network, that the address is in."""
        for vlan in self.site.vlans:
            if self.device.address in vlan.network:
                return f"VLAN {vlan.number} ({vlan.name})"
        network = self._network()
        return f"network {network}" if network else "in no network of its site"

    @property
    def gateway(self) -> str:
        """Who leads out of that network; empty when nothing says so."""
        leases = [each.leases for each in self.site.vlans if self.device.address in each.network]
        declared = [str(each.gateway) for each in leases if each]
        routers = [
            str(port.address.ip)
            for router in self.site.assets
            if isinstance(router, NetworkDevice) and router.name != self.device.name
            for port in router.interfaces
            if self.device.address in port.address.network
        ]
        return next(iter((*declared, *routers)), "")

    @cached_property
    def carried(self) -> tuple[Service, ...]:
        """The services that run on it."""
        return tuple(each for each in services(self.district) if self.device.name in each.runs_on)

    def beyond(self, port: Interface) -> str:
        """Return the neighbour's address at the other end of a port; empty when it has none there."""
        others = (d for d in network_devices(self.district) if d.name == self.device.neighbour)
        ends = (
            str(e.address.ip) for d in others for e in d.interfaces if e.address.ip in port.address.network
        )
        return next((end for end in ends if end != str(port.address.ip)), "")

    def _network(self) -> IPv4Network | None:
        vlans = [vlan.network for vlan in self.site.vlans]
        ports = [port.address.network for port in self.device.interfaces]
        found = (net for net in (*ports, *vlans, *self.site.networks) if self.device.address in net)
        return next(found, None)
