"""Section 4: in which order services come back, where their steps stand, who is told when it goes wrong."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Site
from drplan.explain.content import Table
from drplan.explain.document import Block, Link, Links, Paragraph
from drplan.explain.iscp.extent import (
    MONEY,
    SPEAKER,
    SUPERINTENDENT,
    Extent,
    table_or,
    to_section,
)
from drplan.explain.iscp.sections import heading
from drplan.explain.people import DIRECTOR
from drplan.explain.words import count, length, listing
from drplan.plan.order import waves


def recovery(extent: Extent) -> Iterator[Block]:
    """Lay out section 4; raises ``DeclarationError`` when services depend on each other in a circle."""
    yield heading("4")
    yield heading("4.1")
    yield table_or(_sequence(extent), "No service is declared: there is no order.")
    yield Paragraph(
        "A service begins when all it depends on is back. Within a wave the lower tier goes first, and "
        "those of one wave go side by side."
    )
    yield heading("4.2")
    yield from _procedures(extent)
    yield heading("4.3")
    yield from _escalation(extent)


def _sequence(extent: Extent) -> Table:
    rows = []
    for number, group in enumerate(waves(extent.services), start=1):
        shortest = min(each.objectives.rto for each in group)
        tiers = listing(sorted({int(each.tier) for each in group}))
        rows.append((str(number), listing(each.name for each in group), tiers, length(shortest)))
    header = ("Wave", "Services", "Tiers", "Shortest RTO")
    return Table("Order of recovery", header, tuple(rows))


def _procedures(extent: Extent) -> Iterator[Block]:
    yield Paragraph(
        "Steps, with the commands to copy and what each should print, stand in the runbooks and not here, so "
        "that there is one place to read them."
    )
    links = [_runbook(site) for site in extent.sites]
    yield Links(tuple(links)) if links else Paragraph("No site is declared: there is no runbook.")
    yield Links((to_section("Every procedure", "C", extent.path),))


def _runbook(site: Site) -> Link:
    return Link(
        f"Runbook of {site.title}", f"{site.code}/runbook", "order", count(len(site.services), "service")
    )


def _escalation(extent: Extent) -> Iterator[Block]:
    if extent.site:
        yield Paragraph(
            f"What a step's own advice does not solve goes to the service's owner, then to "
            f"{extent.called(DIRECTOR)}. {extent.called(extent.site.contact)} decides how the day goes on in "
            "the building; closing it is the superintendent's, as the district's plan says."
        )
        yield Links((to_section("Who decides what in the district", "4.3"),))
        return
    header = ("When", "Told, and decides", "Decides on")
    yield Table("What goes up, and who decides", header, _goes_up(extent))


def _goes_up(extent: Extent) -> tuple[tuple[str, str, str], ...]:
    director, chief = extent.called(DIRECTOR), extent.called(SUPERINTENDENT)
    money, speaker = extent.called(MONEY), extent.called(SPEAKER)
    return (
        ("A step fails, and what it says to do then fails too", "the service's owner", "what is tried next"),
        ("Half of an RTO is gone, and the service is not back", director, "more people, a vendor, elsewhere"),
        ("An RTO will be missed", f"{chief}, and who speaks for the site", "how the day goes on"),
        ("An MTD will be missed", chief, "closing, moving or shortening school; pay by other means"),
        (
            "The newest recovery point is bad, or from after an intrusion began",
            f"{director}, with the data's owner",
            "how far back to go, and who enters again what is lost",
        ),
        (
            "Records of students or staff were seen, taken or lost",
            f"{chief}, and the records' owner",
            "what counsel is asked, who is told and by when, as law and agreements say",
        ),
        ("Money is demanded", chief, "the answer, with the board, counsel and insurer; nobody else replies"),
        ("Something must be bought or hired", money, "the money, and which receipts are kept for whom"),
        (
            "A vendor is later than it promised",
            f"the service's owner, then {money}",
            "what its agreement gives",
        ),
        ("Press or families ask", speaker, "what is said, and when next"),
    )
