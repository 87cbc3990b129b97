"""Appendices J, K and M: when the plan is tested and kept up, what stands beside it, and how it changed."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Exercise, Period, Tier
from drplan.explain.content import Table
from drplan.explain.document import Block, Link, Links, Paragraph
from drplan.explain.iscp.extent import LINE, NOT_DECLARED, Extent, table_or, to_section
from drplan.explain.iscp.introduction import RECORD, tier_words
from drplan.explain.iscp.sections import heading
from drplan.explain.words import count, length, listing
from drplan.validate.rules.people import CONFIRMED_FOR, TRAINED_FOR

_ELSEWHERE = (
    "Emergency operations plan of the district and of each school",
    "Continuity of operations plan",
    "Incident response plan",
    "Crisis communications plan",
    "Records retention schedule",
)
"""What such a plan leans on and no declaration holds."""


def schedule(extent: Extent) -> Iterator[Block]:
    """Lay out appendices J and K."""
    yield heading("J")
    yield from _tests(extent)
    yield heading("K")
    yield from _beside(extent)


def changes(extent: Extent) -> Iterator[Block]:
    """Lay out appendix M."""
    yield heading("M")
    yield Paragraph(
        "The declaration and these pages lie in a version control system, which holds every change with its "
        "day and its author. Approvals, and the drills and exercises that made something to mend, are in the "
        "record of the plan. What is changed on paper is written here, and into the declaration the same "
        "week."
    )
    yield Links((Link("Document changes", RECORD, "changes", "approvals, failed drills, what was mended"),))
    rows = tuple((LINE, LINE, LINE) for _ in range(3))
    yield Table(f"Changed by hand in this copy of {extent.code}", ("Day", "Section and change", "Role"), rows)


def _tests(extent: Extent) -> Iterator[Block]:
    own = {each.name for each in extent.services}
    held = [e for e in extent.district.exercises if extent.site is None or own & set(e.services)]
    rows = tuple(
        (
            each.title,
            each.kind,
            each.scenario,
            listing(each.dates),
            extent.called(each.led_by),
            _which(each, own),
        )
        for each in held
    )
    header = ("Exercise", "Kind", "Scenario", "Days", "Led by", "Services")
    yield table_or(Table("Exercises", header, rows), f"Exercises: {NOT_DECLARED}.")
    yield Table("What is tested by the clock", ("What", "How often", "By"), tuple(_regular(extent)))
    yield table_or(_freezes(extent), f"A school year with days that are not like others: {NOT_DECLARED}.")
    yield Links((Link("When each was last done", RECORD, "tests", "by signed records"),))


def _which(exercise: Exercise, own: set[str]) -> str:
    inside = [name for name in exercise.services if name in own]
    return listing(inside) if len(inside) <= 3 else f"{len(inside)} of {len(own)}"  # noqa: PLR2004 - a few


def _regular(extent: Extent) -> Iterator[tuple[str, str, str]]:
    drills, district = extent.district.drills, extent.district
    for tier in Tier:
        if any(each.tier == tier for each in extent.services):
            days = count(drills.proven_for_days[tier], "day")
            mended = count(drills.mend_within_days[tier], "day")
            what = f"a drill of each service of {tier_words(tier)}"
            yield what, f"within {days}; what fails is mended within {mended}", "drplan drill run"
    used = {each.name for _, data in extent.data_sets for each in extent.copies_of(data)}
    for copy in district.repositories:
        if copy.name in used:
            every = f"all of it within {length(copy.checked_within)}"
            yield f"reading copy {copy.name}", every, "drplan backup check"
    for paper in (paper for each in extent.services for paper in each.papers):
        yield f"printing: {paper.title}", f"within {length(paper.renew_within)}", extent.called(paper.keeper)
    if any(each.escrow for each in district.repositories):
        yield "opening each envelope of a password", "within 365 days", "drplan backup escrow"
    called, trained = count(CONFIRMED_FOR.days, "day"), count(TRAINED_FOR.days, "day")
    yield "calling and writing to each role", f"within {called}, and with a new holder", "appendix A"
    yield "training each role's holder", f"within {trained}, and within 30 days of taking it", "appendix A"
    yield "this plan: read, changed, approved", "within 365 days, and after each failed drill", "appendix M"


def _freezes(extent: Extent) -> Table:
    found: dict[tuple[str, tuple[str, ...]], list[Period]] = {}
    for year in extent.district.calendars:
        for period in year.periods:
            found.setdefault((period.kind, period.freezes), []).append(period)
    rows = tuple(
        (kind.replace("-", " "), listing(freezes, "nothing"), "; ".join(_days(each) for each in periods))
        for (kind, freezes), periods in found.items()
    )
    return Table("The school year: what is not done, and when", ("Period", "Not done", "Days"), rows)


def _days(period: Period) -> str:
    return str(period.first) if period.first == period.last else f"{period.first} to {period.last}"


def _beside(extent: Extent) -> Iterator[Block]:
    links = [Link(f"Plan of {extent.district.name}", "plan")] if extent.site else []
    links += [Link(f"Plan of {each.title}", f"{each.code}/plan") for each in extent.sites if not extent.site]
    links += [Link(f"Runbook of {each.title}", f"{each.code}/runbook") for each in extent.sites]
    links.append(Link("Record of the plan", RECORD, about="approvals, distribution, tests, changes"))
    yield Links(tuple(links))
    rows = tuple((what, LINE, LINE) for what in _ELSEWHERE)
    yield Table("Kept elsewhere: fill in where", ("Plan", "Lies", "Kept by"), rows)
    if extent.site:
        yield Links((to_section("What stands beside the district's plan", "K"),))
