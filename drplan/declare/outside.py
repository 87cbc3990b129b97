"""Those the district depends on and does not run: vendors, and districts that help each other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, Self

from pydantic import model_validator

from drplan.declare.base import Declared, Name, Text


class Agreement(Declared):
    """A signed paper, in force from its first day to its last."""

    kind: Literal["ferpa", "coppa", "support", "mutual-aid"]
    """What it is about.

    `ferpa` lets a vendor hold student records (34 CFR 99.31(a)(1)(i)(B)), `coppa` binds it to a written
    retention policy for children's data (16 CFR 312.10), `support` brings it when called, `mutual-aid` is
    between districts.
    """
    signed: date
    """The first day it is in force."""
    expires: date
    """The last day it is in force."""
    kept_for: timedelta | None = None
    """For how long at the most it lets records be kept."""
    number: Text | None = None
    """Its number, as the other side asks for it on the telephone; never a secret."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.expires < self.signed:
            raise ValueError(f"expires ({self.expires}) is before signed ({self.signed})")
        return self


class Vendor(Declared):
    """Who sells, hosts or connects something."""

    name: Name
    """Its name, unlike any other of its kind."""
    title: Text
    """Its name in full."""
    phone: Text
    """Its emergency desk's telephone."""
    email: Text
    """Its emergency desk's mailbox."""
    agreements: tuple[Agreement, ...] = ()
    """What was signed with it."""
    rto: timedelta | None = None
    """The longest outage it promises, in writing, for what it hosts."""
    rpo: timedelta | None = None
    """The most data, in time, that it promises to lose."""


class Partner(Declared):
    """A neighbouring district that helps."""

    name: Name
    """Its name, unlike any other of its kind."""
    title: Text
    """Its name in full."""
    phone: Text
    """A telephone that is answered."""
    email: Text
    """A mailbox that is read."""
    kilometers: int
    """How far away it is: a flood or a storm takes close neighbours together."""
    gives: tuple[Literal["off-site-copy", "evidence-countersignature", "rooms"], ...]
    """What it does for us."""
    agreements: tuple[Agreement, ...] = ()
    """What was signed with it."""
