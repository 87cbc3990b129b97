"""Appendix L: what an outage costs, what is promised, and when in the school year that is not enough."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Objectives, Service
from drplan.explain.content import Table
from drplan.explain.document import Block, Links, Paragraph
from drplan.explain.iscp.extent import NOT_DECLARED, Extent, table_or, to_section
from drplan.explain.iscp.sections import heading
from drplan.explain.words import length, listing


def impact(extent: Extent) -> Iterator[Block]:
    """Lay out appendix L (NIST SP 800-34 Rev. 1, section 3.2 and appendix B)."""
    yield heading("L")
    yield Paragraph(
        "RTO: the longest a service may stay down. WRT: catching up after that. MTD: the longest that can be "
        "borne, never less than both. RPO: the most data, in time, that may be lost."
    )
    ordered = sorted(extent.services, key=lambda each: (each.tier, each.objectives.rto, each.name))
    promised = tuple(_promised(each) for each in ordered)
    header = ("Service", "Tier", "RTO", "WRT", "MTD", "RPO")
    yield table_or(
        Table("What is promised", header, promised), "No service is declared: nothing is promised."
    )
    costs = tuple(_costs(each) for each in ordered)
    columns = ("Service", "Harm beyond its RTO", "A day costs", "While it is down")
    yield table_or(Table("What an outage costs", columns, costs), "No service is declared: nothing is lost.")
    yield from _tightenings(extent)
    if extent.site:
        yield Links((to_section("The whole district", "L"),))


def _promised(service: Service) -> tuple[str, ...]:
    return service.name, str(int(service.tier)), *_lengths(service.objectives)


def _lengths(promised: Objectives) -> tuple[str, str, str, str]:
    wrt = length(promised.wrt) if promised.wrt else "none"
    return length(promised.rto), wrt, length(promised.mtd), length(promised.rpo)


def _costs(service: Service) -> tuple[str, ...]:
    bia = service.bia
    if bia is None:
        return service.name, NOT_DECLARED, NOT_DECLARED, service.impact
    rated = {each: getattr(bia, each) for each in ("teaching", "safety", "pay", "records")}
    harm = listing((f"{what} {harm}" for what, harm in rated.items() if harm != "none"), "none")
    money = f"${bia.dollars_a_day:,}" if bia.dollars_a_day else NOT_DECLARED
    return service.name, harm, money, service.impact


def _tightenings(extent: Extent) -> Iterator[Block]:
    rows = tuple(
        (
            service.name,
            each.during.replace("-", " "),
            str(int(each.tier)) if each.tier is not None else str(int(service.tier)),
            *_lengths(each.objectives),
        )
        for service in extent.services
        for each in service.during
    )
    header = ("Service", "During", "Tier then", "RTO", "WRT", "MTD", "RPO")
    yield table_or(
        Table("What the school year changes", header, rows),
        "Nothing is declared to change with the school year.",
    )
    changing = dict.fromkeys(each.during for service in extent.services for each in service.during)
    known = {period.kind for year in extent.district.calendars for period in year.periods}
    without = [kind.replace("-", " ") for kind in changing if kind not in known]
    if without:
        yield Paragraph(f"{listing(without)}.", "Days of these are not declared")
    yield Links((to_section("The days of the school year", "J", extent.path),))
