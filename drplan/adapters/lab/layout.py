"""Where everything of a lab stands: names, addresses and links, worked out from the declaration alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from drplan.adapters.lab.doors import Door, declared_doors, free_address, placed
from drplan.adapters.lab.standin.dialects import MODULES
from drplan.adapters.lab.tools import LAB_NAMESPACE, PREFIX
from drplan.declare import District, Interface, NetworkDevice, Server, Site
from drplan.declare.lookup import device_named
from drplan.errors import LabError

_OPERATOR = 250
_ACCOUNT = 20
_PREFIX = 24


@dataclass(frozen=True)
class Layout:
    """One site's lab.

    ``lan`` is the servers' network, ``operator`` this machine's address in it. ``router`` leads to
    ``neighbour``; both are missing at a site that declares no router, and then the cloud is next door.
    ``gear`` are the other devices of the site that its services run on, of platforms that a lab can have.
    ``locations`` says where a repository is whose declared location leads nowhere here.
    ``account`` and ``account_port`` are where the AWS account answers, in the network ``cloud``.
    """

    site: Site
    lan: IPv4Network
    operator: IPv4Interface
    hosts: tuple[Server, ...]
    router: NetworkDevice | None
    neighbour: NetworkDevice | None
    onsite: tuple[Door, ...]
    offsite: tuple[Door, ...]
    cloud: IPv4Network
    account: IPv4Address
    account_port: int = 5000
    gear: tuple[NetworkDevice, ...] = ()

    @property
    def locations(self) -> dict[str, str]:
        """Return the lab's location by the declared one, of what is reached otherwise here."""
        doors = (*self.onsite, *self.offsite)
        return {door.repository.location: door.location for door in doors if not door.is_as_declared}

    @property
    def routers(self) -> tuple[NetworkDevice, ...]:
        """The site's router and the device at the other end of its uplink."""
        return tuple(device for device in (self.router, self.neighbour) if device)

    @property
    def cloud_namespace(self) -> str:
        """Where the cloud's servers run: beyond the neighbour, or next to the operator without one."""
        return namespace_of(self.neighbour.name) if self.neighbour else LAB_NAMESPACE

    @property
    def cloud_port(self) -> str:
        """The interface that carries the cloud's addresses."""
        ports = self.neighbour.interfaces if self.neighbour else ()
        return next((port.name for port in ports if port.address.network == self.cloud), "cloud0")


def namespace_of(asset: str) -> str:
    """Return the network namespace of one asset."""
    return f"{PREFIX}-{asset}"


def cable(asset: str, port: str) -> str:
    """Return a name for the other end of an asset's cable: interface names have at most 15 characters."""
    return "dr" + hashlib.sha256(f"{asset} {port}".encode()).hexdigest()[:10]


def lan_port(router: NetworkDevice) -> Interface:
    """Return the interface that carries the router's own address; raises ``LabError``."""
    for port in router.interfaces:
        if port.address.ip == router.address:
            return port
    raise LabError(
        f"{router.name}: no interface carries {router.address}",
        next_step="declare an interface with the device's address",
    )


def uplink(router: NetworkDevice, neighbour: NetworkDevice) -> tuple[Interface, Interface]:
    """Return both ends of the link between two devices; raises ``LabError`` when they share no network."""
    for near in router.interfaces:
        for far in neighbour.interfaces:
            if near.address.network == far.address.network:
                return near, far
    raise LabError(
        f"{router.name} and {neighbour.name} share no network",
        next_step="declare the link's two interfaces in one prefix",
    )


def lay_out(district: District, site: Site) -> Layout:
    """Work out a site's lab; raises ``LabError`` when the declaration cannot be laid out on one LAN."""
    devices = (asset for asset in site.assets if isinstance(asset, NetworkDevice))
    router = next((device for device in devices if device.interfaces), None)
    neighbour = device_named(district, router.neighbour) if router and router.neighbour else None
    hosts = tuple(asset for asset in site.assets if isinstance(asset, Server))
    lan = _lan(site, hosts, router)
    _refuse_outside(hosts, lan)
    addressed = [door for door in declared_doors(district.repositories) if not door.named]
    cloud = _cloud(neighbour, tuple(door for door in addressed if door.is_bucket))
    taken = {asset.address for asset in site.assets if isinstance(asset, Server | NetworkDevice)}
    doors = placed(district.repositories, lan, cloud, taken)
    offsite = tuple(door for door in doors if door.is_bucket)
    onsite = tuple(door for door in doors if not door.is_bucket and door.address in lan)
    taken |= {door.address for door in onsite if door.named}
    return Layout(
        site=site,
        lan=lan,
        operator=IPv4Interface(f"{free_address(lan, _OPERATOR, taken)}/{lan.prefixlen}"),
        hosts=hosts,
        router=router,
        neighbour=neighbour,
        onsite=onsite,
        offsite=offsite,
        cloud=cloud,
        account=free_address(cloud, _ACCOUNT, {door.address for door in offsite}),
        gear=_gear(site, router),
    )


def _refuse_outside(hosts: Iterable[Server], lan: IPv4Network) -> None:
    for host in hosts:
        if host.address not in lan:
            raise LabError(
                f"{host.name} ({host.address}) is not in the servers' network {lan}",
                next_step="a lab holds one server network a site: move the host, or leave it out",
            )


def _gear(site: Site, router: NetworkDevice | None) -> tuple[NetworkDevice, ...]:
    stood_on = {name for service in site.services for name in service.runs_on}
    return tuple(
        each
        for each in site.assets
        if isinstance(each, NetworkDevice)
        and each != router
        and each.name in stood_on
        and (each.platform == "openvswitch" or _has_stand_in(each.platform))
    )


def _has_stand_in(platform: str) -> bool:
    return platform in MODULES and find_spec(f"drplan.adapters.lab.standin.{MODULES[platform]}") is not None


def _lan(site: Site, hosts: tuple[Server, ...], router: NetworkDevice | None) -> IPv4Network:
    """Return the servers' network; a site with nothing but cloud services still has its declared one."""
    if router:
        return lan_port(router).address.network
    if hosts:
        return _around(hosts[0])
    if site.networks:
        return site.networks[0]
    raise LabError(f"site {site.code} declares nothing to raise", next_step="choose another site")


def _around(host: Server) -> IPv4Network:
    return IPv4Network(f"{host.address}/{_PREFIX}", strict=False)


def _cloud(neighbour: NetworkDevice | None, offsite: tuple[Door, ...]) -> IPv4Network:
    """Return the network the off-site copy is in; without one, the neighbour's last."""
    networks = [port.address.network for port in neighbour.interfaces] if neighbour else []
    for door in offsite:
        for network in networks:
            if door.address in network:
                return network
    if networks:
        return networks[-1]
    first = offsite[0].address if offsite else IPv4Address("203.0.113.10")
    return IPv4Network(f"{first}/{_PREFIX}", strict=False)
