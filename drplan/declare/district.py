"""The district: everything that is declared, in one value."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Literal, Self

from pydantic import model_validator

from drplan.declare.base import Declared, Name, Text, TimeZone
from drplan.declare.calendar import AcademicCalendar
from drplan.declare.drills import Drills
from drplan.declare.exercises import Exercise, Scenario
from drplan.declare.improvements import Improvement
from drplan.declare.management import Management
from drplan.declare.names import DnsZone
from drplan.declare.notify import Notify
from drplan.declare.outside import Partner, Vendor
from drplan.declare.people import Role
from drplan.declare.protection import BackupPolicy, Repository
from drplan.declare.sites import Site
from drplan.declare.waivers import Waiver


class District(Declared):
    """Everything that is declared: the argument of every rule, plan and page."""

    name: Text
    """Its name in full."""
    domain: Text
    """Its domain name."""
    sites: tuple[Site, ...]
    """Its buildings."""
    roles: tuple[Role, ...]
    """Who decides and who is called."""
    repositories: tuple[Repository, ...]
    """Where copies are kept."""
    policies: tuple[BackupPolicy, ...]
    """How often copies are made, and where."""
    vendors: tuple[Vendor, ...] = ()
    """Whom it depends on."""
    partners: tuple[Partner, ...] = ()
    """Districts it has mutual aid with."""
    calendars: tuple[AcademicCalendar, ...] = ()
    """Its school years."""
    scenarios: tuple[Scenario, ...] = ()
    """What it wants to be ready for."""
    exercises: tuple[Exercise, ...] = ()
    """When it rehearses that."""
    drills: Drills = Drills()
    """How drills are run."""
    zones: tuple[DnsZone, ...] = ()
    """The names its own servers answer for, or know whom to ask about."""
    management: Management | None = None
    """How its network devices are managed; baselines that need it say so where it is missing."""
    improvements: tuple[Improvement, ...] = ()
    """What it could buy to be back sooner or to lose less."""
    languages: tuple[Literal["en", "es"], ...] = ("en",)
    """The languages its staff and families read, the first one first."""
    waivers: tuple[Waiver, ...] = ()
    """Findings that somebody answers for."""
    notify: tuple[Notify, ...] = ()
    """Who is told when backups get worse or better."""
    time_zone: TimeZone | None = None
    """Where its clocks stand; without one the times of a host's own backups are those of the host's clock."""
    detection: timedelta = timedelta(days=14)
    """How long an intruder may go unseen.

    A copy that stays whole for less holds nothing but what the intruder left in it.
    """

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        services = [service for site in self.sites for service in site.services]
        groups: dict[str, list[Name]] = {
            "site": [site.code for site in self.sites],
            "role": [role.name for role in self.roles],
            "repository": [repository.name for repository in self.repositories],
            "policy": [policy.name for policy in self.policies],
            "vendor": [vendor.name for vendor in self.vendors],
            "partner": [partner.name for partner in self.partners],
            "scenario": [scenario.name for scenario in self.scenarios],
            "exercise": [exercise.name for exercise in self.exercises],
            "asset": [asset.name for site in self.sites for asset in site.assets],
            "service": [service.name for service in services],
            "improvement": [each.name for each in self.improvements],
            "notify": [each.name for each in self.notify],
            "zone": [zone.name for zone in self.zones],
            "data set": [data.name for service in services for data in service.data_sets],
        }
        for what, names in groups.items():
            twice = sorted(name for name, times in Counter(names).items() if times > 1)
            if twice:
                raise ValueError(f"{what} declared twice: {', '.join(twice)}")
        return self
