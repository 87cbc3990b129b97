"""What fragments are given of the declaration, and what of it is not there. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any, Literal

from drplan.declare import NetworkDevice, Port
from drplan.gear import Held
from drplan.gear.ranges import expanded


@dataclass(frozen=True)
class Asked:
    """A RADIUS server."""

    name: str
    address: IPv4Address


@dataclass(frozen=True)
class Socket:
    """One switched port, as declared for itself or within a range.

    ``faces`` is what stands in its description; empty when nothing was declared. ``allowed`` are a trunk's
    VLANs, the one without a tag among them.
    """

    name: str
    use: Literal["access", "trunk", "unused"]
    vlan: int | None
    tagged: tuple[int, ...]
    faces: str

    @property
    def allowed(self) -> tuple[int, ...]:
        """Return every VLAN that a trunk carries, in order."""
        return tuple(sorted({*self.tagged, *([self.vlan] if self.vlan else [])}))


def sockets(device: NetworkDevice) -> tuple[Socket, ...]:
    """Return every port of a device, ranges told apart, in the order of the declaration."""
    return tuple(
        Socket(name, port.use, port.vlan, tuple(sorted(set(port.tagged))), _faces(port))
        for port in device.ports
        for name in expanded(port.name)
    )


def _faces(port: Port) -> str:
    if port.description:
        return port.description
    if port.to:
        return " ".join(filter(None, ("to", port.to, port.to_port)))
    return "unused" if port.use == "unused" else ""


def values(held: Held) -> dict[str, Any]:
    """Return what every fragment may ask for; ``management`` only where the district declares it."""
    found: dict[str, Any] = {
        "device": held.device,
        "site": held.site,
        "district": held.district,
        "radius": _radius(held),
        "ports": sockets(held.device),
        "vlans": sorted(held.site.vlans, key=lambda vlan: vlan.number),
    }
    return found | ({"management": held.district.management} if held.district.management else {})


def _radius(held: Held) -> tuple[Asked, ...]:
    addresses = {
        asset.name: asset.address
        for site in held.district.sites
        for asset in site.assets
        if asset.kind in {"server", "network"}
    }
    return tuple(Asked(name, addresses[name]) for name in held.device.radius if name in addresses)


def missing(held: Held, need: str) -> str:
    """Say what is not declared of what a feature needs; empty when it is there.

    ``need`` is a field of ``Management`` that must not be empty, ``management`` itself, or one of ``radius``,
    ``ports``, ``vlans`` and ``interfaces``.
    """
    if need in _OF_DEVICE:
        return _OF_DEVICE[need](held)
    management = held.district.management
    if management is None:
        return "the district declares no management"
    if need != "management" and not getattr(management, need):
        return f"the district's management declares no {_SAID.get(need, need)}"
    return ""


_SAID = {
    "time_servers": "time servers",
    "log_servers": "log servers",
    "radius_secret": "RADIUS secret",
    "last_resort": "account of last resort",
    "last_resort_secret": "secret of the account of last resort",
    "snmp_user": "SNMP user",
}


def _no_radius(held: Held) -> str:
    if not held.device.radius:
        return "the device declares no RADIUS servers"
    known = {server.name for server in _radius(held)}
    unknown = [name for name in held.device.radius if name not in known]
    return f"the RADIUS server {unknown[0]} is not declared" if unknown else ""


_OF_DEVICE: dict[str, Callable[[Held], str]] = {
    "radius": _no_radius,
    "ports": lambda held: "" if held.device.ports else "the device declares no ports",
    "vlans": lambda held: "" if held.site.vlans else "the site declares no VLANs",
    "interfaces": lambda held: "" if held.device.interfaces else "the device declares no interfaces",
}
