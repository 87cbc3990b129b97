"""Section 3: when the plan comes into force, who hears of it in which order, and how the loss is sized up."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Service, Tier
from drplan.explain.content import Step, Table
from drplan.explain.document import Block, Link, Links, Paragraph, Steps
from drplan.explain.iscp.activation_steps import activation_steps
from drplan.explain.iscp.assessment_steps import assessment_steps
from drplan.explain.iscp.extent import (
    NOT_DECLARED,
    SPEAKER,
    SUPERINTENDENT,
    Extent,
    numbered,
    table_or,
    to_section,
)
from drplan.explain.iscp.introduction import tier_words
from drplan.explain.iscp.notification_steps import notification_steps
from drplan.explain.iscp.sections import heading
from drplan.explain.people import DIRECTOR
from drplan.explain.words import length, listing


def activation(extent: Extent) -> Iterator[Block]:
    """Lay out section 3."""
    yield heading("3")
    yield heading("3.1")
    yield from _criteria(extent)
    yield _steps(extent, "activate", activation_steps(extent))
    yield heading("3.2")
    yield from _notification(extent)
    yield heading("3.3")
    yield Paragraph(
        "What is written down here decides what is recovered, from which copy, and in what order."
    )
    yield _steps(extent, "assess", assessment_steps(extent))
    if extent.site:
        yield Links((to_section("What is assessed for the whole district", "3.3"),))


def _steps(extent: Extent, action: str, steps: tuple[Step, ...]) -> Steps:
    return Steps(numbered(extent, action, steps))


def _criteria(extent: Extent) -> Iterator[Block]:
    rows = tuple(_rows(extent))
    yield Table("The plan comes into force when one of these holds", ("When", "Then"), rows)
    if extent.site is None:
        scenarios = extent.district.scenarios
        links = tuple(Link(each.title, f"scenarios/{each.name}", about=each.peril) for each in scenarios)
        each_has = "Each has a page: what to do first, and what to tell people."
        yield Paragraph(each_has if links else "None is declared.", "Scenarios")
        yield from (Links(links),) if links else ()


def _rows(extent: Extent) -> Iterator[tuple[str, str]]:
    for tier in Tier:
        own = [each for each in extent.services if each.tier == tier]
        if own:
            shortest = length(min(each.objectives.rto for each in own))
            down = f"{tier_words(tier)}: a service is down, and nobody can promise it within its RTO"
            yield f"{down} (the shortest: {shortest})", "recover that service and what it waits for"
    rooms = (
        [each.title for each in extent.site.rooms] if extent.site else [each.title for each in extent.sites]
    )
    if rooms:
        yield (
            f"One of these cannot be entered or has no power: {listing(rooms)}",
            "recover elsewhere: appendix F",
        )
    attack = "Files do not open, money is demanded, unknown administrators appear, or backups are gone"
    yield attack, "contain first, restore nothing yet"
    hosted = sorted({each.vendor for each in extent.services if each.vendor})
    if hosted:
        yield (
            f"A vendor is later than it promised, or closes: {listing(hosted)}",
            "call it (appendix B), keep the workaround, use the district's own exports",
        )


def _notification(extent: Extent) -> Iterator[Block]:
    header = ("Order", "Role", "Phone", "No answer: call", "About")
    rows = tuple(
        (str(number), extent.called(name), _phone(extent, name), _next(extent, name), about)
        for number, (name, about) in enumerate(_order(extent).items(), start=1)
    )
    yield table_or(Table("Who is told, in this order", header, rows), "Nobody to tell is declared.")
    yield _channels(extent)
    yield _steps(extent, "notify", notification_steps(extent))
    if extent.site:
        yield Links((to_section("Whom the district tells", "3.2"),))


def _order(extent: Extent) -> dict[str, str]:
    """Return the roles that are told, in order, each with what about; who decides comes first."""
    found: dict[str, list[str]] = {DIRECTOR: ["decides"], SUPERINTENDENT: ["opens and closes schools"]}
    lowest: dict[str, Tier] = {}
    for service in sorted(extent.services, key=lambda each: each.tier):
        lowest.setdefault(service.owner, service.tier)
    urgent = (name for name, tier in lowest.items() if tier <= Tier.SAFETY_PAY_RECORDS)
    speakers = extent.speakers()
    for name in (*urgent, *(site.contact for site in extent.sites), SPEAKER, *speakers, *lowest):
        found.setdefault(name, [])
    for name, tier in lowest.items():
        found[name].append(f"owns services, from tier {int(tier)} on")
    for name, said in speakers.items():
        found[name] += said
    found[SPEAKER].append("speaks to families and press")
    return {name: "; ".join(why) for name, why in found.items()}


def _phone(extent: Extent, name: str) -> str:
    role = extent.role(name)
    return role.phone if role else NOT_DECLARED


def _next(extent: Extent, name: str) -> str:
    line = extent.line(name)[1:2]
    return extent.reached(line[0]) if line else NOT_DECLARED


def _channels(extent: Extent) -> Block:
    """List what people are reached over, and what each needs: no call goes over what is lost."""
    rows = tuple(_channel(each) for each in extent.known.channels)
    header = ("Channel", "Run by", "Needs", "Until it is back")
    return table_or(
        Table("What people are told over, and what each needs", header, rows),
        "No telephone, mass notification or mail service is declared: say here how people are reached.",
    )


def _channel(service: Service) -> tuple[str, ...]:
    needs = listing(service.depends_on, "nothing declared")
    return service.title, service.vendor or "the district", needs, service.workaround
