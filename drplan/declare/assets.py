"""What a site has: servers and network devices; with the tenants, everything a service can run on."""

from __future__ import annotations

import re
from datetime import date, time
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from drplan.declare.base import Declared, Fingerprint, Name, Text
from drplan.declare.lifecycle import Lifecycle
from drplan.declare.secret import HostSecret, Secret
from drplan.declare.tenants import AwsAccount, GoogleWorkspace, Microsoft365

Platform = Literal[
    "frr",
    "cisco-ios",
    "aruba-aos-cx",
    "hpe-procurve",
    "juniper-junos",
    "extreme-exos",
    "ruckus-icx",
    "fortinet-fortios",
    "paloalto-panos",
    "mikrotik-routeros",
    "openvswitch",
    "cisco-meraki",
    "ubiquiti-unifi",
]
"""What a network device runs. A baseline in ``deploys/network`` is needed to hold one to it."""

DeviceRole = Literal["core", "closet", "router", "firewall", "wireless"]
"""What a network device is for: its baselines are chosen by platform and role."""

VlanNumber = Annotated[int, Field(ge=1, le=4094)]
"""IEEE 802.1Q."""


AutonomousSystem = Annotated[int, Field(ge=1, le=4_294_967_294)]
"""An autonomous system's number (RFC 6793)."""


class Software(Declared):
    """An operating system or firmware."""

    name: Text
    """What it is called, as in Debian."""
    version: Text
    """Which one of it."""
    support_until: date | None = None
    """The last day on which its maker mends it."""


class Snmp(Declared):
    """How a device answers SNMP."""

    version: Literal["v1", "v2c", "v3"]
    """The protocol's version; only v3 hides what it says (RFC 3414)."""
    community: Secret | Literal["public", "private"] | None = None
    """The word that v1 and v2c ask for, by reference; the factory's own two are no secrets."""


class Login(Declared):
    """A role's account on a server, entered by the keys of those who hold the role."""

    role: Name = Field(max_length=32)
    """The role; the account bears its name (at most 32 characters, useradd(8))."""
    sudo: Literal["everything"] | tuple[Text, ...] = ()
    """What it may do as root: everything, or these command lines (sudoers(5)) and nothing else."""


class ControlException(Declared):
    """A control of a baseline that one server is not held to, for a while."""

    control: Name
    """The control's id, as in `docs/baselines.md`."""
    reason: Text
    """Why it is not held."""
    approved_by_role: Name
    """The role that bears it."""
    until: date
    """The last day it is not held."""


class Certificate(Declared):
    """Where a server keeps the certificate that its services show (RFC 5280), both files in PEM."""

    chain: PurePosixPath
    """The server's own certificate first, then those that lead to its authority."""
    key: PurePosixPath
    """The private key to it, without a passphrase."""

    @model_validator(mode="after")
    def _paths_are_absolute(self) -> Self:
        for path in (self.chain, self.key):
            if not re.fullmatch(r"/[A-Za-z0-9._/-]+", str(path)):
                raise ValueError(f"a certificate's path is absolute and plain, not {str(path)!r}")
        return self


class Server(Declared):
    """A host reached by SSH."""

    kind: Literal["server"] = "server"
    """Set by the word itself, never written in an inventory."""
    name: Name
    """Its name, unlike any other of its kind."""
    address: IPv4Address
    """Where it answers SSH (IPv4)."""
    owner: Name
    """The role that answers for it."""
    baselines: tuple[Name, ...] = ("baseline",)
    """The files of `deploys/` that it must hold, in order; empty when it is kept by other means."""
    level: Literal["essential", "strict"] = "essential"
    """How far its baselines go; strict holds what essential does and more."""
    logins: tuple[Login, ...] = ()
    """The roles that have an account on it; an account of any other role is closed."""
    exceptions: tuple[ControlException, ...] = ()
    """The controls it is not held to, for a while."""
    certificate: Certificate | None = None
    """What its databases and its directory show; without one they answer on the server itself only."""
    reboot_at: time | None = None
    """When an update may restart it, by its own clock; if not said, 04:00 at level strict, else never."""
    software: Software | None = None
    """What it runs."""
    host: Name | None = None
    """The server it is a virtual machine of."""
    room: Name | None = None
    """The room of its site where it stands."""
    login: Literal["key", "password"] = "key"
    """How its administrators come in."""
    admin: Secret | None = None
    """The secret its administrators use, by reference."""
    host_key: Fingerprint | None = None
    """The fingerprint of its SSH host key, read at its console: `drplan deploy trust` believes it."""
    secrets: tuple[HostSecret, ...] = ()
    """The secrets its deploys need, each under a name of its own, by reference."""
    lifecycle: Lifecycle | None = None
    """What it cost and until when it can be relied on."""

    @model_validator(mode="after")
    def _one_secret_a_name(self) -> Self:
        names = [each.name for each in self.secrets]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"secrets holds {', '.join(twice)} twice")
        return self


class Interface(Declared):
    """A routed port of a network device."""

    name: Text
    """What the device calls it, as in eth0."""
    address: IPv4Interface
    """Its own address with the length of its network's prefix."""
    description: Text
    """What it faces."""


class Port(Declared):
    """A switched port, or a range of alike ones in the device's own words, as in 1/1/1-1/1/24."""

    name: Text
    """What the device calls it."""
    use: Literal["access", "trunk", "unused"]
    """One VLAN for what is plugged in; several for another device; or nothing, and then it is shut."""
    vlan: VlanNumber | None = None
    """The VLAN of frames without a tag."""
    tagged: tuple[VlanNumber, ...] = ()
    """The VLANs of frames with one; a trunk's only."""
    to: Name | None = None
    """The asset at the other end of its cable."""
    to_port: Text | None = None
    """That asset's port."""
    description: Text | None = None
    """What it faces, when no asset is named."""

    @model_validator(mode="after")
    def _carries_what_it_is_for(self) -> Self:
        if self.use == "access" and (self.vlan is None or self.tagged):
            raise ValueError(f"port {self.name}: an access port has one VLAN, and no tagged ones")
        if self.use == "trunk" and not self.tagged:
            raise ValueError(f"port {self.name}: a trunk has tagged VLANs")
        if self.use == "unused" and (self.vlan or self.tagged or self.to):
            raise ValueError(f"port {self.name}: an unused port carries nothing and leads nowhere")
        return self


class NetworkDevice(Declared):
    """A router, firewall, controller or switch."""

    kind: Literal["network"] = "network"
    """Set by the word itself, never written in an inventory."""
    name: Name
    """Its name, unlike any other of its kind."""
    address: IPv4Address
    """Where it is managed: by SSH, or by HTTPS what is only read by its own API (IPv4)."""
    owner: Name
    """The role that answers for it."""
    platform: Platform
    """What it runs."""
    role: DeviceRole | None = None
    """What it is for."""
    model: Text | None = None
    """Its maker's name for it."""
    serial: Text | None = None
    """Its serial number, as support asks for it."""
    pair: Name | None = None
    """The device that takes over when this one fails: the two are never changed at once."""
    ports: tuple[Port, ...] = ()
    """Its switched ports and what is plugged into them."""
    interfaces: tuple[Interface, ...] = ()
    """Its routed ports."""
    routing: tuple[IPv4Network, ...] = ()
    """The networks it takes part in for OSPF, area 0 (RFC 2328)."""
    autonomous_system: AutonomousSystem | None = None
    """Its number in BGP; it has a session with each device of the district that it shares a link with and
    that has one too."""
    neighbour: Name | None = None
    """The device at the other end of its uplink, where its routes are seen from."""
    baselines: tuple[Name, ...] = ("baseline",)
    """The files of `deploys/` that it must hold, in order; empty when it is kept by other means."""
    software: Software | None = None
    """What it runs."""
    snmp: Snmp | None = None
    """How it answers SNMP, when it does."""
    radius: tuple[Name, ...] = ()
    """The servers that it asks who may come in (RADIUS, RFC 2865), the first one first."""
    room: Name | None = None
    """The room of its site where it stands."""
    login: Literal["key", "password"] = "key"
    """How its administrators come in."""
    admin: Secret | None = None
    """The secret its administrators use, by reference."""
    host_key: Fingerprint | None = None
    """The fingerprint of its SSH host key, read at its console: `drplan deploy trust` believes it."""
    lifecycle: Lifecycle | None = None
    """What it cost and until when it can be relied on."""


Asset = Annotated[
    Server | NetworkDevice | AwsAccount | GoogleWorkspace | Microsoft365, Field(discriminator="kind")
]
"""Anything a service can run on."""
