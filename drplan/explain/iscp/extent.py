"""What one plan is of: a district, or one site of it; and how it names what is declared, or is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from drplan.declare import Asset, DataSet, District, Repository, Role, Service, Site, Vendor
from drplan.declare.data import source_asset
from drplan.explain.content import Step, Table
from drplan.explain.document import Block, Link, Paragraph
from drplan.explain.iscp.known import Known
from drplan.explain.iscp.sections import anchor

NOT_DECLARED = "not declared"
LINE = "." * 24
"""Where somebody writes by hand."""

SUPERINTENDENT = "superintendent"
SPEAKER, MONEY = "communications-officer", "business-manager"
"""The roles a plan asks for by name; where one is not declared, the plan says so."""


@dataclass(frozen=True)
class Extent:
    """A district's plan (``site`` is ``None``), or that of one of its sites."""

    known: Known
    site: Site | None = None

    @property
    def district(self) -> District:
        """The district."""
        return self.known.district

    @property
    def code(self) -> str:
        """What the ids of its steps begin with."""
        return self.site.code if self.site else "district"

    @property
    def title(self) -> str:
        """What people call it."""
        return self.site.title if self.site else self.district.name

    @property
    def path(self) -> str:
        """Where its plan lies below the runbooks folder."""
        return f"{self.site.code}/plan" if self.site else "plan"

    @property
    def sites(self) -> tuple[Site, ...]:
        """Its sites."""
        return (self.site,) if self.site else self.district.sites

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Its services, in declared order."""
        return tuple(service for site in self.sites for service in site.services)

    @cached_property
    def assets(self) -> tuple[Asset, ...]:
        """Its assets, in declared order."""
        return tuple(asset for site in self.sites for asset in site.assets)

    @cached_property
    def data_sets(self) -> tuple[tuple[Service, DataSet], ...]:
        """Its data sets, each with the service that owns it."""
        return tuple((service, data) for service in self.services for data in service.data_sets)

    def copies_of(self, data: DataSet) -> Sequence[Repository]:
        """Return the declared repositories that hold copies of a data set, nearest first."""
        return self.known.copies.get(data.policy, ())

    def at(self, data: DataSet) -> str:
        """Return the code of the site a data set lives at; empty when its asset is not declared."""
        return self.known.site_of_asset.get(source_asset(data.source), "")

    def home(self, service: str) -> str:
        """Return the code of the site that declares a service; empty when none does."""
        return self.known.site_of_service.get(service, "")

    def role(self, name: str) -> Role | None:
        """Return a role, where it is declared."""
        return self.known.roles.get(name)

    def vendor(self, name: str) -> Vendor | None:
        """Return a vendor, where it is declared."""
        return self.known.vendors.get(name)

    def called(self, name: str) -> str:
        """Name a role: its title, or its name and that it is not declared."""
        role = self.role(name)
        return role.title if role else f"{name} ({NOT_DECLARED})"

    def reached(self, name: str) -> str:
        """Name a role with its telephone."""
        role = self.role(name)
        return f"{role.title}, {role.phone}" if role else f"{name} ({NOT_DECLARED})"

    def line(self, name: str) -> tuple[str, ...]:
        """Return the line of succession: the role, then each that takes over, until one comes again."""
        found: dict[str, None] = {}
        following: str | None = name
        while following and following not in found:
            found[following] = None
            role = self.role(following)
            following = role.alternate if role else None
        return tuple(found)

    def speakers(self) -> dict[str, list[str]]:
        """Say by role for which sites it speaks, and for which it is called."""
        speaks: dict[str, list[str]] = {}
        called: dict[str, list[str]] = {}
        for site in self.sites:
            speaks.setdefault(site.contact, []).append(site.title)
            for name in site.contacts:
                called.setdefault(name, []).append(site.title)
        found = {name: [f"speaks for {', '.join(titles)}"] for name, titles in speaks.items()}
        for name, titles in called.items():
            found.setdefault(name, []).append(f"is called for {', '.join(titles)}")
        return found

    def keeper(self, place: str) -> str:
        """Name who keeps a copy: a site, a partner or a vendor."""
        return self.known.titles.get(place, f"{place} ({NOT_DECLARED})")


def table_or(table: Table, otherwise: str) -> Block:
    """Return a table, or where it has no row the sentence that says what is missing."""
    return table if table.rows else Paragraph(otherwise)


def to_section(text: str, number: str, page: str = "plan", about: str = "") -> Link:
    """Link to a section of a plan, the district's unless another page is given; paper needs its number."""
    kind = "appendix" if number.isalpha() else "section"
    return Link(f"{text} ({kind} {number})", page, anchor(number), about)


def numbered(extent: Extent, action: str, steps: tuple[Step, ...], first: int = 1) -> tuple[Step, ...]:
    """Give steps their ids, ``SITE.ACTION-NUMBER``, counted from ``first``."""
    return tuple(
        Step(each.what, f"{extent.code}.{action}-{number}", each.commands, each.expect, each.otherwise)
        for number, each in enumerate(steps, start=first)
    )
