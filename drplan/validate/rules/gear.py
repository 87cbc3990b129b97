"""Switched ports, the cables between them, and how their devices are managed."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from drplan.declare import NetworkDevice, Port, Site
from drplan.gear.ranges import expanded
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES
from drplan.validate.twice import twice

_MANAGED_BELOW = {"frr", "openvswitch"}
"""Who may come in is settled by the system that these run on."""


@RULES.add(
    "DRP140",
    "A network device declares a port twice",
    severity="error",
    why="What the last of the two says is put on the port, and whoever cables by the plan is wrong by half.",
    source="NIST SP 800-53 Rev. 5, CM-8; CIS Controls v8.1, safeguard 12.4",
    fix="declare each port once; a range (1/1/1-1/1/24) is all of its ports",
)
def port_twice(index: Index) -> Iterator[Flaw]:
    """Tell ranges apart first."""
    for name, device in index.devices.items():
        for port in twice(each for declared in device.ports for each in expanded(declared.name)):
            yield Flaw(index.asset(name), f"declares port {port} twice")


@RULES.add(
    "DRP141",
    "A port carries a VLAN that its site does not have",
    severity="error",
    why="The switch is told to carry a network that nothing routes: what is plugged in reaches nobody.",
    source="IEEE 802.1Q-2022, clause 9.6; CIS Controls v8.1, safeguard 12.4",
    fix="declare the VLAN at the site, or correct the port's",
)
def unknown_vlan(index: Index) -> Iterator[Flaw]:
    """Look at frames with a tag and without; VLAN 1 is every switch's own."""
    for name, device in index.devices.items():
        known = {1, *(vlan.number for vlan in _site(index, name).vlans)}
        for port in device.ports:
            for vlan in sorted(_carried(port) - known):
                yield Flaw(index.asset(name), f"port {port.name} carries VLAN {vlan}, which its site has not")


@RULES.add(
    "DRP142",
    "Two devices do not agree on the cable between them",
    severity="error",
    why="Whoever puts a new unit into the rack plugs the cable where it never was: a loop, or a gap.",
    source="NIST SP 800-53 Rev. 5, CM-8 and CP-10; CIS Controls v8.1, safeguard 12.4",
    fix="walk the cable, and correct to or to_port of the port at either end",
)
def cable_disputed(index: Index) -> Iterator[Flaw]:
    """Ask the other end only where it declares its ports, and about the port only where one is named."""
    for name, device in index.devices.items():
        for port in device.ports:
            other = index.devices.get(port.to or "")
            if other is not None and other.ports and not any(_meets(name, port, end) for end in other.ports):
                there = f" at its port {port.to_port}" if port.to_port else ""
                yield Flaw(index.asset(name), f"port {port.name} leads to {port.to}, which denies it{there}")


@RULES.add(
    "DRP143",
    "A network device is held to a baseline, and the district does not say how devices are managed",
    severity="warning",
    why="Its baseline can hold neither who may come in, nor time, logs, RADIUS and SNMP: it leaves them out.",
    source="NIST SP 800-53 Rev. 5, CM-6 and AC-17; CIS Controls v8.1, safeguards 4.2 and 12.8",
    fix="declare the district's management: sources, time_servers, log_servers, and where its secrets are",
)
def no_management(index: Index) -> Iterator[Flaw]:
    """Leave out what is managed as the system below it is."""
    for name, device in index.devices.items():
        if device.baselines and device.platform not in _MANAGED_BELOW and index.management is None:
            yield Flaw(index.asset(name), "is held to a baseline, and no management is declared")


@RULES.add(
    "DRP144",
    "No port of a switch carries the VLAN that it is managed in",
    severity="error",
    why="The baseline puts the declared VLANs on its ports, and cuts the switch off from who manages it.",
    source="NIST SP 800-53 Rev. 5, CM-6 and AC-17; CIS Controls v8.1, safeguard 12.8",
    fix="add the VLAN of the device's address to the port that leads to it",
)
def managed_out_of_reach(index: Index) -> Iterator[Flaw]:
    """Judge where ports are declared and the device's address lies in a VLAN of its site."""
    for name, device in index.devices.items():
        carried = {vlan for port in device.ports for vlan in _carried(port)}
        for vlan in _site(index, name).vlans if device.ports else ():
            if _is_in(device, vlan.network) and vlan.number not in carried:
                yield Flaw(
                    index.asset(name),
                    f"is managed at {device.address} in VLAN {vlan.number}, which no port of it carries",
                )


def _site(index: Index, device: str) -> Site:
    return index.sites[index.asset_site[device]]


def _carried(port: Port) -> set[int]:
    return {*port.tagged, *([port.vlan] if port.vlan is not None else [])}


def _is_in(device: NetworkDevice, network: IPv4Network) -> bool:
    """Say whether a device is managed in a network, and not as its router through a port of its own."""
    return device.address in network and not any(
        port.address.ip == device.address for port in device.interfaces
    )


def _meets(name: str, port: Port, end: Port) -> bool:
    """Say whether a port is the other end of a cable from ``name``'s ``port``."""
    if end.to != name:
        return False
    here, there = expanded(port.name), expanded(end.name)
    return (port.to_port is None or port.to_port in there) and (end.to_port is None or end.to_port in here)
