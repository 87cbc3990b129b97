"""A district with one device, for tests of the network baselines of every platform and role."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path
from typing import Any

from drplan.adapters.network.wanted import features_of
from drplan.declare import (
    District,
    Interface,
    Management,
    NetworkDevice,
    Port,
    Secret,
    Server,
    Site,
    SnmpUser,
    Vlan,
)
from drplan.gear import Feature, Held

DEPLOYS = Path(__file__).parents[1] / "deploys"

PORTS = {
    "cisco-ios": ("GigabitEthernet1/0/1-2", "GigabitEthernet1/0/3", "GigabitEthernet1/0/4"),
    "aruba-aos-cx": ("1/1/1-1/1/2", "1/1/3", "1/1/4"),
    "hpe-procurve": ("1-2", "3", "4"),
    "ruckus-icx": ("ethernet 1/1/1-1/1/2", "ethernet 1/1/3", "ethernet 1/1/4"),
    "juniper-junos": ("ge-0/0/0-ge-0/0/1", "ge-0/0/2", "ge-0/0/3"),
    "fortinet-fortios": ("port2-port3", "port4", "port5"),
    "mikrotik-routeros": ("ether2-ether3", "ether4", "ether5"),
    "frr": ("eth1-eth2", "eth3", "eth4"),
}
"""By platform: two ports for people, one that is not used, one to the core."""
UPLINK = {"fortinet-fortios": "port1", "mikrotik-routeros": "ether1"}
SWITCHES = ("cisco-ios", "aruba-aos-cx", "hpe-procurve", "ruckus-icx", "juniper-junos", "mikrotik-routeros")
ROLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(SWITCHES, ("core", "closet", "wireless", "router")),
    "fortinet-fortios": ("firewall",),
    "frr": ("router",),
}
"""The roles that a platform is found in."""
EVERYWHERE = [(platform, role) for platform, roles in ROLES.items() for role in roles]

MANAGEMENT: dict[str, Any] = {
    "sources": ("198.18.10.0/24", "198.18.10.7/32", "127.0.0.0/8"),
    "time_servers": ("198.18.10.15", "198.18.10.16"),
    "log_servers": ("198.18.10.20",),
    "radius_secret": Secret.env("RADIUS"),
    "last_resort": "fallback",
    "last_resort_secret": Secret.env("LAST_RESORT"),
    "snmp_user": SnmpUser(name="watch", authentication=Secret.env("AUTH"), privacy=Secret.env("PRIV")),
}
SECRETS = {
    "radius": "Rad1us-Secret",
    "last-resort": "L4st-Resort",
    "snmp-authentication": "Auth3ntic4tion",
    "snmp-privacy": "Pr1v4cy-word",
}


def device(platform: str, role: str | None, **fields: Any) -> NetworkDevice:
    """Return a device with four ports, or with other fields."""
    people, unused, uplink = PORTS[platform]
    usual: dict[str, Any] = {
        "name": "hs-sw1",
        "address": IPv4Address("198.18.20.3"),
        "owner": "n",
        "platform": platform,
        "role": role,
        "radius": ("do-radius1", "do-radius2"),
        "ports": (
            Port(name=people, use="access", vlan=20),
            Port(name=unused, use="unused"),
            Port(name=uplink, use="trunk", vlan=10, tagged=(20, 21, 22), to="hs-core1", to_port="1/1/1"),
        ),
        "interfaces": (
            Interface(
                name=UPLINK.get(platform, "lan0"),
                address=IPv4Interface("198.18.20.3/24"),
                description="building",
            ),
        ),
    }
    return NetworkDevice(**usual | fields)


def held(one: NetworkDevice, management: Management | None, vlans: Sequence[str] = ("staff",)) -> Held:
    """Return a device at its site, with two RADIUS servers and VLANs 10 and from 20 on."""
    servers = [
        Server(name=f"do-radius{place}", address=IPv4Address(f"198.18.10.{8 + place}"), owner="n")
        for place in (1, 2)
    ]
    site = Site(
        code="hs",
        title="High School",
        kind="high-school",
        students=1,
        networks=(IPv4Network("198.18.0.0/16"),),
        contact="n",
        assets=(one, *servers),
        vlans=(
            Vlan(number=10, name="servers", network=IPv4Network("198.18.20.0/24")),
            *(
                Vlan(number=20 + place, name=name, network=IPv4Network(f"198.18.{30 + place}.0/24"))
                for place, name in enumerate(vlans)
            ),
        ),
    )
    district = District(
        name="Cedar Valley",
        domain="d.example",
        sites=(site,),
        roles=(),
        repositories=(),
        policies=(),
        management=management,
    )
    return Held(one, site, district)


def wanted(
    platform: str, role: str | None, management: dict[str, Any] | None = MANAGEMENT, **fields: Any
) -> tuple[Feature, ...]:
    """Return what the baseline of a platform wants of a device."""
    declared = Management(**management) if management is not None else None
    return features_of(
        held(device(platform, role, **fields), declared, ("staff", "students", "voice")), DEPLOYS
    )
