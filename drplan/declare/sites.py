"""Buildings, their rooms, their networks, and what leads out of them."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from drplan.declare.assets import Asset
from drplan.declare.base import Declared, Megabits, Name, Text
from drplan.declare.names import Leases
from drplan.declare.services import Service


class Link(Declared):
    """A line out of a site. One between two sites is declared at one of them."""

    name: Name
    """Its name, unlike any other of its site."""
    to: Name
    """The code of the site at the other end, or `internet`."""
    up_mbit_s: Megabits
    """What it carries away from here, in megabits a second."""
    down_mbit_s: Megabits
    """What it carries to here, in megabits a second."""
    backup_mbit_s: Megabits | None = None
    """What backups may fill of it each way, in megabits a second; half of what it carries without one."""
    provider: Name | None = None
    """The vendor that runs it; none for the district's own fiber."""


class Room(Declared):
    """Where equipment stands."""

    name: Name
    """Its name, unlike any other of its site."""
    title: Text
    """What people call it, and how to find it."""
    kind: Literal["data-room", "main-closet", "closet"]
    """What it is for."""
    battery_minutes: Annotated[int, Field(ge=0)] = 0
    """How long what stands in it runs when the power fails, in minutes."""


class Vlan(Declared):
    """A network inside a site."""

    number: Annotated[int, Field(ge=1, le=4094)]
    """Its number (IEEE 802.1Q)."""
    name: Name
    """Its name, unlike any other of its site."""
    network: IPv4Network
    """Its prefix, within the site's networks."""
    leases: Leases | None = None
    """The addresses in it that are handed out, when the district's own servers do."""

    @model_validator(mode="after")
    def _leases_are_inside(self) -> Self:
        if self.leases is None:
            return self
        for address in (self.leases.first, self.leases.last, self.leases.gateway):
            if address not in self.network or address in (self.network[0], self.network[-1]):
                raise ValueError(f"VLAN {self.name}: {address} is no host's address in {self.network}")
        return self


class Site(Declared):
    """One building or data room."""

    code: Name
    """The word typed as `site=hs`."""
    title: Text
    """What people call it."""
    kind: Literal["district-office", "high-school", "middle-school", "elementary-school"]
    """What it is."""
    students: int = Field(ge=0)
    """How many students are enrolled."""
    networks: tuple[IPv4Network, ...]
    """The prefixes that its assets' addresses come from."""
    contact: Name
    """The role that speaks for it."""
    contacts: tuple[Name, ...] = ()
    """Further roles that are called."""
    rooms: tuple[Room, ...] = ()
    """Where its equipment stands."""
    vlans: tuple[Vlan, ...] = ()
    """Its networks by number."""
    links: tuple[Link, ...] = ()
    """Its lines to other sites and to the Internet."""
    assets: tuple[Asset, ...] = ()
    """What it has."""
    services: tuple[Service, ...] = ()
    """What is run for it, or from it for all."""
