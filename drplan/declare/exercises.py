"""What may happen, and when it is rehearsed (NIST SP 800-84)."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from drplan.declare.base import Declared, Name, Text

Peril = Literal[
    "ransomware",
    "fire-or-flood",
    "internet-outage",
    "power-outage",
    "tenant-takeover",
    "loss-of-staff",
    "failed-vendor",
]
"""A kind of disruption."""


class Scenario(Declared):
    """A disruption to be ready for, and what it takes away, by name."""

    name: Name
    """Its name, unlike any other of its kind."""
    title: Text
    """What happens, in a few words."""
    peril: Peril
    """What kind of disruption it is."""
    sites: tuple[Name, ...] = ()
    """Sites that are lost or cut off."""
    assets: tuple[Name, ...] = ()
    """Assets that are lost."""
    services: tuple[Name, ...] = ()
    """Services that are lost."""
    roles: tuple[Name, ...] = ()
    """Roles whose holders are missing."""
    vendors: tuple[Name, ...] = ()
    """Vendors that fail."""


class Exercise(Declared):
    """A rehearsal of one scenario (NIST SP 800-84)."""

    name: Name
    """Its name, unlike any other of its kind."""
    title: Text
    """What people call it."""
    kind: Literal["test", "tabletop", "functional", "full-scale"]
    """`test` measures systems; the others train people: by talking, by doing, or with everyone."""
    scenario: Name
    """What is rehearsed against."""
    dates: tuple[date, ...]
    """The days it is held, past or planned."""
    led_by: Name
    """The role that leads it."""
    services: tuple[Name, ...]
    """The services that are rehearsed."""
    roles: tuple[Name, ...] = ()
    """The roles that take part."""

    @model_validator(mode="after")
    def _is_on_some_day(self) -> Self:
        if not self.dates:
            raise ValueError("dates must name at least one day")
        return self
