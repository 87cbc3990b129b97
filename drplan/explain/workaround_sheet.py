"""One sheet for the whole district: what to print, where it lies, and how to work without each service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from drplan.declare import District, Paper, Service, Site, Tier
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Heading, Notice, Paragraph
from drplan.explain.source import Source
from drplan.explain.words import TIER_TITLES, count, listing
from drplan.explain.workaround import paper_cells, workaround_blocks

PATH = "workarounds"
"""Where the sheet lies below the runbooks folder."""

HOW_TO_USE = (
    "Keep this sheet printed, in each main office: it is for the hours in which no screen says anything.",
    "Look up what is down, do what stands there, and go on until its owner says that it is back.",
    "Whoever keeps a paper prints it again by the day shown, and takes the old one away.",
    "What was written by hand is entered afterwards by the last step. Keep the sheets until that is signed.",
)
_PRIVATE = (
    "Lists with names, health or custody on them lie locked where this sheet says. None of them stands here."
)
_Use = tuple[Site, Service]


def workaround_documents(source: Source) -> Iterator[Document]:
    """Make the sheet; raises ``UsageError`` for a keeper that is no declared role."""
    district = source.district
    yield Document(
        "Work without it: what people do meanwhile",
        district.name,
        0,
        tuple(_blocks(district)),
        path=PATH,
    )


def _blocks(district: District) -> Iterator[Block]:
    uses = [(site, service) for site in district.sites for service in site.services]
    yield Notice(_PRIVATE)
    yield Heading(2, "How to use this sheet", "use")
    yield Bullets(HOW_TO_USE)
    yield Heading(2, "What to print, and by when", "print")
    yield _printing(uses, district)
    without = [service.title for _, service in uses if not service.papers]
    if without:
        said = f"No paper is declared for {count(len(without), 'service')}"
        yield Paragraph(f"{'; '.join(without)}.", said)
    for tier in Tier:
        members = [each for each in uses if each[1].tier == tier]
        if members:
            yield Heading(2, f"Tier {tier:d}: {TIER_TITLES[tier]}", f"tier-{tier:d}")
        for site, service in members:
            yield Heading(3, f"{service.title} ({service.name}, {site.title})", f"service.{service.name}")
            yield Paragraph(service.impact, "While it is down")
            yield from workaround_blocks(service, district)


def _printing(uses: list[_Use], district: District) -> Table | Paragraph:
    serves: dict[Paper, list[str]] = {}
    for _, service in uses:
        for paper in service.papers:
            serves.setdefault(paper, []).append(service.name)
    rows = tuple(_row(paper, serves[paper], district) for paper in sorted(serves, key=_due))
    header = ("Paper", "Print again by", "Where it lies", "Kept by", "Last printed", "Stands in for")
    return Table("All papers, the one due first on top", header, rows) if rows else Paragraph(_NOTHING)


_NOTHING = "No paper is declared. Ask each service's owner what people would write on, and declare it."


def _row(paper: Paper, services: list[str], district: District) -> tuple[str, ...]:
    title, place, keeper, printed, again = paper_cells(paper, district)
    return title, again, place, keeper, printed, listing(services)


def _due(paper: Paper) -> tuple[date, str, str]:
    due = paper.renewed_on + paper.renew_within if paper.renewed_on else date.min
    return due, paper.title, paper.place
