"""Plan approval, and section 1: what the plan is for, what it holds, and what it takes for granted."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Tier
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Command, Facts, Link, Links, Paragraph
from drplan.explain.iscp.extent import LINE, NOT_DECLARED, SUPERINTENDENT, Extent, to_section
from drplan.explain.iscp.sections import heading
from drplan.explain.people import DIRECTOR
from drplan.explain.words import TIER_TITLES, count, length, listing

RECORD = "plan-record"
"""The page of what the signed records say of the plan."""


def introduction(extent: Extent) -> Iterator[Block]:
    """Lay out plan approval and section 1."""
    yield heading("approval")
    yield from _approval(extent)
    yield heading("1")
    yield heading("1.1")
    yield from _background(extent)
    yield heading("1.2")
    yield from _scope(extent)
    yield heading("1.3")
    yield Bullets(tuple(_assumptions(extent)))


def _approval(extent: Extent) -> Iterator[Block]:
    yield Paragraph(
        "Who signs has read this plan, finds that it fits what is declared, and orders it to be tested as "
        "appendix J says. One approval is of all plans of the district together, by their hash."
    )
    first = extent.site.contact if extent.site else SUPERINTENDENT
    roles = dict.fromkeys((first, DIRECTOR))
    yield Table(
        "Signatures, on paper",
        ("Role", "Signature", "Day"),
        tuple((extent.called(name), LINE, LINE) for name in roles),
    )
    yield Paragraph("Record it then, and who got a copy, so that both can be proven:")
    yield Command("drplan evidence approve-plan --role ROLE --held DAY")
    yield Command("drplan evidence distribute --to ROLE --to ROLE")
    told = "who approved which plan and when, and who has a copy, by signed records"
    yield Links((Link("Record of the plan", RECORD, "approvals", told),))


def _background(extent: Extent) -> Iterator[Block]:
    yield Paragraph(
        f"This is the information system contingency plan of {extent.title}: how what people use is brought "
        "back after a disruption, who decides and who does it. It is arranged as NIST SP 800-34 Rev. 1 asks, "
        "and written from the declaration: what nobody declared is called not declared, and nothing is made "
        "up."
    )
    years = (f"{each.title} ({each.first} to {each.last})" for each in extent.district.calendars)
    copies = dict.fromkeys(each.name for _, data in extent.data_sets for each in extent.copies_of(data))
    rows = (
        ("District", extent.district.name),
        ("Sites", listing((f"{each.title} ({each.code})" for each in extent.sites), NOT_DECLARED)),
        ("Students", f"{sum(each.students for each in extent.sites):,}"),
        ("Services", f"{len(extent.services):,}"),
        ("Data sets", f"{len(extent.data_sets):,}"),
        ("Copies lie in", listing(copies, NOT_DECLARED)),
        ("School years", listing(years, NOT_DECLARED)),
        ("Clocks stand at", extent.district.time_zone or NOT_DECLARED),
    )
    yield Facts(rows)


def _scope(extent: Extent) -> Iterator[Block]:
    lines = []
    for tier in Tier:
        own = [each for each in extent.services if each.tier == tier]
        if own:
            lines.append(f"{tier_words(tier)}: {count(len(own), 'service')}.")
    yield Bullets(tuple(lines) or ("No service is declared: this plan brings nothing back.",))
    if extent.site:
        yield Paragraph(
            f"This plan holds what is {extent.title}'s own. What the district decides for all sites, and the "
            "services of other sites that these depend on, stand in the district's plan."
        )
        yield Links((to_section("The district's plan", "1"),))
    yield Paragraph(
        "It does not cover people's safety in a building (the emergency operations plan), a school or an "
        "office at work without computers for longer than appendix D helps (the continuity of operations "
        "plan), nor finding out who did it (the incident response plan). Appendix K says where these lie.",
        "Not covered",
    )


def tier_words(tier: Tier) -> str:
    """Name a tier: ``Tier 1 (safety, pay and records)``."""
    return f"Tier {int(tier)} ({TIER_TITLES[tier]})"


def _assumptions(extent: Extent) -> Iterator[str]:
    data = [each for _, each in extent.data_sets]
    if data:
        away = sum(any(copy.site != extent.at(each) for copy in extent.copies_of(each)) for each in data)
        locked = sum(
            any(copy.immutable_days or copy.append_only for copy in extent.copies_of(each)) for each in data
        )
        yield f"A copy survives. Declared to have one at another site: {away} of {len(data)} data sets."
        yield (
            "Whoever breaks in cannot delete every copy. Declared to have one that its writers can neither "
            f"delete nor change: {locked} of {len(data)} data sets."
        )
    else:
        yield "No data set is declared: there is nothing to restore from."
    yield f"An intruder is found within {length(extent.district.detection)}."
    yield from _passwords(extent)
    yield from _people(extent)
    yield from _vendors(extent)
    yield (
        "Times are promises. What drills measured, and where, stands in the record of the plan: a promise "
        "that no drill has shown is a promise."
    )


def _passwords(extent: Extent) -> Iterator[str]:
    used = {each.name: each for _, data in extent.data_sets for each in extent.copies_of(data)}
    bare = [name for name, each in used.items() if not each.escrow]
    if used and not bare:
        yield "The copies' passwords are in reach without any system of the district (appendix F)."
    elif bare:
        yield f"No second place of the password is declared for: {listing(bare)}."


def _people(extent: Extent) -> Iterator[str]:
    alone = [each.title for each in extent.district.roles if not each.alternate]
    if not extent.district.roles:
        yield "No role is declared: nobody is known to answer."
    elif alone:
        yield f"For every role somebody answers. No alternate is declared for: {listing(alone)}."
    else:
        yield "For every role its holder answers, or the next in its line."


def _vendors(extent: Extent) -> Iterator[str]:
    hosted = {each.vendor for each in extent.services if each.vendor}
    silent = sorted(name for name in hosted if (found := extent.vendor(name)) is None or found.rto is None)
    if hosted and not silent:
        yield "Each vendor that hosts a service keeps the time it promises: appendix B."
    elif silent:
        yield f"No time is promised, as declared, by: {listing(silent)}."
