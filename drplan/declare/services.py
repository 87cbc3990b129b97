"""What people use, what it promises, and how it is brought back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from drplan.declare.base import Declared, Dollars, Name, Text
from drplan.declare.calendar import PeriodKind
from drplan.declare.data import DataSet
from drplan.declare.objectives import Objectives, Tier
from drplan.declare.probes import Probe

Occasion = Literal["both", "test-only", "real-only"]
"""When a recovery step is done: in a drill, in a real recovery, or in both."""

Function = Literal[
    "network",
    "firewall",
    "internet",
    "student-internet",
    "content-filter",
    "dns-dhcp",
    "directory",
    "hypervisor",
    "backup",
    "key-vault",
    "phones",
    "mass-notification",
    "health-records",
    "door-access",
    "student-information",
    "e-mail",
    "bus-routing",
    "payroll",
    "learning",
    "point-of-sale",
    "files",
    "device-management",
    "testing",
    "print",
    "library",
    "other",
]
"""What a service is for, in the words of the table of tiers."""

Harm = Literal["none", "minor", "major", "severe"]
"""How much an outage beyond the objective hurts."""


class HumanStep(Declared):
    """Something a person does during recovery."""

    kind: Literal["human"] = "human"
    """Set by the word itself, never written in an inventory."""
    what: Text
    """What is done, as an order."""
    role: Name
    """Who does it."""
    duration: timedelta
    """How long it takes, declared, not measured."""
    occasion: Occasion = "both"
    """When it is done: in a drill, in a real recovery, or in both."""


class AutomaticStep(Declared):
    """A program that is run on a server after the data is back."""

    kind: Literal["automatic"] = "automatic"
    """Set by the word itself, never written in an inventory."""
    what: Text
    """What is done, as an order."""
    server: Name
    """Where the program runs, as root."""
    argv: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The program and its arguments, none of them secret; exit code 0 is success."""
    duration: timedelta
    """How long it takes, declared; a drill gives it three times that and measures it."""
    occasion: Occasion = "both"
    """When it is done: in a drill, in a real recovery, or in both."""


RecoveryStep = Annotated[HumanStep | AutomaticStep, Field(discriminator="kind")]
"""What is done after the data is back and before the service is looked at."""


class BusinessImpact(Declared):
    """What an outage costs (NIST SP 800-34 Rev. 1, section 3.2.1)."""

    teaching: Harm = "none"
    """Harm to teaching."""
    safety: Harm = "none"
    """Harm to people's safety."""
    pay: Harm = "none"
    """Harm to pay and money owed."""
    records: Harm = "none"
    """Harm to records that must be kept."""
    dollars_a_day: Dollars = 0
    """What each day costs, in dollars."""


class Paper(Declared):
    """A printed form or list that people work with while a service is down."""

    title: Text
    """What it is: an attendance sheet, a bus sheet, a health action plan."""
    place: Text
    """Where it lies, in reach without a computer."""
    keeper: Name
    """The role that keeps it current."""
    renewed_on: date | None = None
    """The day it was last printed."""
    renew_within: Annotated[timedelta, Field(ge=timedelta(days=1))] = timedelta(days=92)
    """The time within which it is printed again."""
    use: tuple[Text, ...] = ()
    """How one works with it, an order a line; the last says how it gets into the system afterwards."""


class Tightening(Declared):
    """What a service promises during every period of one kind."""

    during: PeriodKind
    """The kind of period in which it holds."""
    objectives: Objectives
    """What is promised then."""
    tier: Tier | None = None
    """The tier then; its usual one when none is given."""


class Service(Declared):
    """What people use."""

    name: Name
    """Its name, unlike any other of its kind."""
    title: Text
    """What people call it."""
    function: Function = "other"
    """What it is for."""
    tier: Tier
    """How early it is recovered: 0 first."""
    objectives: Objectives
    """What it promises."""
    owner: Name
    """The role that answers for it."""
    runs_on: tuple[Name, ...] = ()
    """The assets it runs on."""
    depends_on: tuple[Name, ...] = ()
    """The services it cannot work without."""
    vendor: Name | None = None
    """Who hosts it, when the district does not."""
    data_sets: tuple[DataSet, ...] = ()
    """The data it owns."""
    probes: tuple[Probe, ...] = ()
    """How its health is seen; without one it can never be proven recovered."""
    recovery_steps: tuple[RecoveryStep, ...] = ()
    """What is done after its data is back: by programs before its probes look, by people after."""
    impact: Text
    """What its loss means, in words."""
    workaround: Text
    """What people do meanwhile."""
    papers: tuple[Paper, ...] = ()
    """The printed forms and lists that the workaround needs."""
    bia: BusinessImpact | None = None
    """What its loss costs, rated."""
    during: tuple[Tightening, ...] = ()
    """What the calendar changes."""

    @model_validator(mode="after")
    def _each_kind_of_period_once(self) -> Self:
        kinds = [each.during for each in self.during]
        if len(set(kinds)) < len(kinds):
            raise ValueError("during names a kind of period twice")
        return self
