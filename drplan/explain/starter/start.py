"""What a district says of itself to begin with."""

from __future__ import annotations

import re
from datetime import date
from ipaddress import IPv4Address
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from drplan.declare.base import Declared, Megabits, Name, Text, TimeZone
from drplan.declare.tenants import Domain

_FEWEST_DIGITS = 3
_COPY = re.compile(r"/.|(rest|s3|sftp|b2|azure|gs|swift|rclone):.")


def _dialled(said: str) -> str:
    if sum(letter.isdigit() for letter in said) < _FEWEST_DIGITS:
        raise ValueError(f"{said!r} is no telephone number")
    return said


def _mailed(said: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", said):
        raise ValueError(f"{said!r} is no e-mail address")
    return said


def _on_the_map(said: str) -> str:
    known = available_timezones()
    if known and said not in known:
        raise ValueError(f"{said!r} is no time zone that this machine knows")
    return said


def _for_restic(said: str) -> str:
    if not _COPY.match(said):
        raise ValueError(f"{said!r} is no place that restic knows: it begins with /, rest: or s3:")
    return said


class Person(Declared):
    """Whom a role reaches; no person's name."""

    phone: Annotated[Text, AfterValidator(_dialled)]
    """The telephone that is answered in an emergency."""
    email: Annotated[Text, AfterValidator(_mailed)]
    """The mailbox that is read."""


class Start(Declared):
    """One building, one server, two places for copies: enough for a plan that holds, and no more.

    What nobody said is not made up: it becomes a finding that is borne for ninety days, by name.
    """

    district: Text
    """The district's name in full."""
    domain: Domain
    """Its domain."""
    time_zone: Annotated[TimeZone, AfterValidator(_on_the_map)]
    """Where its clocks stand, as in America/Chicago."""
    director: Person
    """The director of technology."""
    administrator: Person
    """The systems administrator, who stands in for the director and the other way round."""
    site: Name
    """The first building's code, as in hs."""
    site_title: Text
    """What people call that building."""
    site_kind: Literal["district-office", "high-school", "middle-school", "elementary-school"]
    """What it is."""
    students: Annotated[int, Field(ge=0)]
    """How many students are enrolled there."""
    server: Name
    """The first server's name, as in hs-file1."""
    address: IPv4Address
    """Its address."""
    link_mbit_s: Megabits
    """What the building's Internet line carries away, in megabits a second."""
    onsite: Annotated[Text, AfterValidator(_for_restic)]
    """The copy nearby in restic's words, as in rest:https://backup.district.example:8000/district/."""
    offsite: Annotated[Text, AfterValidator(_for_restic)]
    """The copy far away in restic's words, as in s3:https://…/bucket."""
    lock_days: Annotated[int, Field(ge=1)]
    """For how many days nobody can delete from the copy far away (object lock)."""
    keeper: Text
    """Who keeps the copy far away: a vendor's name in full."""
    keeper_contact: Person
    """Its emergency desk."""
    contract_from: date
    """The first day of the contract with it."""
    contract_until: date
    """The last day of that contract."""

    @model_validator(mode="after")
    def _contract_ends_after_it_begins(self) -> Self:
        if self.contract_until < self.contract_from:
            raise ValueError(f"the contract ends ({self.contract_until}) before it begins")
        return self
