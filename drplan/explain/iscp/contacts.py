"""Appendices A and B: the roles, the vendors and the partners, and what was agreed with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from drplan.declare import Partner, Vendor
from drplan.explain.content import Table
from drplan.explain.document import Block, Links, Paragraph
from drplan.explain.iscp.extent import LINE, NOT_DECLARED, Extent, table_or, to_section
from drplan.explain.iscp.operations import duties_of
from drplan.explain.iscp.sections import heading
from drplan.explain.words import length, listing

_BY_HAND = (
    "Cyber insurer, where it is no vendor above: hotline and policy number",
    "Counsel",
    "Police, and the federal field office for cybercrime",
    "State education agency",
    "Electric power company",
)
"""Whom a district calls and has no word for in its declaration."""


def contacts(extent: Extent) -> Iterator[Block]:
    """Lay out appendices A and B."""
    yield heading("A")
    yield table_or(_people(extent), "No role is declared: nobody is known to answer.")
    missing = [name for name in duties_of(extent) if extent.role(name) is None]
    if missing:
        yield Paragraph(f"{listing(missing)}.", "Named in the declaration, and not declared as a role")
    if extent.site:
        yield Links((to_section("All roles of the district", "A"),))
    yield heading("B")
    yield from _outside(extent)


def _people(extent: Extent) -> Table:
    header = ("Role", "Phone", "E-mail", "No answer: call", "Last called", "Last trained")
    found = (role for name in duties_of(extent) if (role := extent.role(name)))
    rows = tuple(
        (
            each.title,
            each.phone,
            each.email,
            extent.reached(each.alternate) if each.alternate else NOT_DECLARED,
            each.confirmed_on.isoformat() if each.confirmed_on else NOT_DECLARED,
            each.trained_on.isoformat() if each.trained_on else NOT_DECLARED,
        )
        for each in found
    )
    return Table("Roles, as declared", header, rows)


def _outside(extent: Extent) -> Iterator[Block]:
    vendors, partners = _vendors(extent), () if extent.site else extent.district.partners
    none = "None of its services and lines needs a vendor, as declared." if extent.site else ""
    yield table_or(_vendor_table(extent, vendors), none or "No vendor is declared.")
    if extent.site is None:
        yield table_or(_partner_table(partners), "No partner is declared.")
    agreements = _agreement_table((*vendors, *partners))
    yield table_or(agreements, "No agreement with any of them is declared.")
    if extent.site:
        yield Links((to_section("All vendors and partners of the district", "B"),))
        return
    rows = tuple((what, LINE, LINE) for what in _BY_HAND)
    yield Table("Fill in by hand: the declaration has no word for these", ("Whom", "Phone", "Number"), rows)


def _vendors(extent: Extent) -> tuple[Vendor, ...]:
    if extent.site is None:
        return extent.district.vendors
    names = _does(extent)
    return tuple(each for each in extent.district.vendors if each.name in names)


def _does(extent: Extent) -> dict[str, list[str]]:
    """Say by a vendor's name what it does: hosts, connects, keeps copies."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for service in extent.services:
        if service.vendor:
            found[service.vendor].append(f"hosts {service.name}")
    for site in extent.sites:
        for link in site.links:
            if link.provider:
                found[link.provider].append(f"runs {link.name}")
    for _, data in extent.data_sets:
        for copy in extent.copies_of(data):
            found[copy.site].append(f"keeps {copy.name}")
    return {name: list(dict.fromkeys(what)) for name, what in found.items()}


def _vendor_table(extent: Extent, vendors: Sequence[Vendor]) -> Table:
    does = _does(extent)
    rows = tuple(
        (
            each.title,
            each.phone,
            each.email,
            listing(does.get(each.name, ()), "nothing declared"),
            f"RTO {_promise(each.rto)}, RPO {_promise(each.rpo)}",
        )
        for each in vendors
    )
    return Table("Vendors", ("Vendor", "Phone", "E-mail", "Does", "Promises"), rows)


def _promise(promised: timedelta | None) -> str:
    return length(promised) if promised else NOT_DECLARED


def _partner_table(partners: Sequence[Partner]) -> Table:
    rows = tuple(
        (each.title, each.phone, each.email, listing(each.gives, "nothing declared"), f"{each.kilometers} km")
        for each in partners
    )
    return Table("Partners", ("Partner", "Phone", "E-mail", "Gives", "Away"), rows)


def _agreement_table(others: Iterable[Vendor | Partner]) -> Table:
    rows = tuple(
        (
            each.title,
            paper.kind,
            paper.number or NOT_DECLARED,
            paper.signed.isoformat(),
            paper.expires.isoformat(),
        )
        for each in others
        for paper in each.agreements
    )
    return Table("Agreements", ("With", "About", "Number", "Signed", "Expires"), rows)
