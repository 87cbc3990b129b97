"""The page of one scenario, from the first minute to the last signature."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare.lookup import homes
from drplan.errors import DeclarationError, UsageError
from drplan.explain.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Link,
    Links,
    Notice,
    Paragraph,
    Steps,
)
from drplan.explain.pictures import recovery_timeline
from drplan.explain.scenarios.calls import desk_table, outside_table, role_table
from drplan.explain.scenarios.copies_table import copies_blocks
from drplan.explain.scenarios.decisions import decision_table
from drplan.explain.scenarios.ending import ending_steps, sign_off
from drplan.explain.scenarios.first_accident import battery_table
from drplan.explain.scenarios.first_hour import first_hour
from drplan.explain.scenarios.matter import Matter, matter_of
from drplan.explain.scenarios.meanwhile import meanwhile_blocks
from drplan.explain.scenarios.order import changed_by_calendar, order_table
from drplan.explain.scenarios.telling import path_of, telling_blocks, telling_pages
from drplan.explain.service_pages import page_path
from drplan.explain.source import Source
from drplan.explain.words import listing
from drplan.plan.loss import still_hosted


def scenario_documents(source: Source) -> Iterator[Document]:
    """Yield each declared scenario's page, and those of its notices in further languages.

    Raises ``DeclarationError`` for a scenario that names what is not declared, for services that depend on
    each other in a circle and for an own text that cannot be filled in.
    """
    for scenario in source.district.scenarios:
        try:
            yield from _documents(source, scenario.name)
        except UsageError as error:
            raise DeclarationError(
                f"scenario {scenario.name}: {error.message}",
                next_step="correct it in the inventory; drplan validate names every such place",
            ) from error


def _documents(source: Source, scenario: str) -> tuple[Document, ...]:
    matter = matter_of(source, scenario)
    return (scenario_page(matter), *telling_pages(matter))


def scenario_page(matter: Matter) -> Document:
    """Lay one scenario out."""
    return Document(
        f"{matter.scenario.title}: what to do",
        matter.district.name,
        matter.as_of,
        tuple(_blocks(matter)),
        path=path_of(matter.scenario.name),
    )


def _blocks(matter: Matter) -> Iterator[Block]:
    yield Notice(_standing(matter))
    yield Heading(2, "What happened and what is lost", "lost")
    yield Facts(tuple(_lost(matter)))
    yield Heading(2, "The first hour", "first")
    yield Steps(first_hour(matter))
    if matter.scenario.peril == "power-outage" and (batteries := battery_table(matter)).rows:
        yield batteries
    yield Heading(2, "Who decides what, and by when", "decisions")
    yield decision_table(matter)
    yield Heading(2, "Whom to call", "call")
    yield role_table(matter)
    yield from filter(None, (outside_table(matter), desk_table(matter)))
    yield Heading(2, "Order of recovery", "order")
    yield from _order(matter)
    yield Heading(2, "Which copies can be trusted", "copies")
    yield from copies_blocks(matter)
    yield Heading(2, "What people do meanwhile", "meanwhile")
    yield from meanwhile_blocks(matter)
    yield Heading(2, "When it is over", "over")
    yield Steps(ending_steps(matter))
    yield sign_off(matter)
    yield Heading(2, "What to tell", "tell")
    yield from telling_blocks(matter)


def _standing(matter: Matter) -> str:
    held = [each for each in matter.source.ledger.exercises if each.scenario == matter.scenario.name]
    if not held:
        return "No exercise of this scenario is on record: nobody has shown that this page works."
    last = held[-1]
    when = f"{last.ended:%Y-%m-%d}, {last.kind}"
    return f"Last exercise of this scenario: {last.title} ({when}), verdict {last.verdict.outcome}."


def _lost(matter: Matter) -> Iterator[tuple[str, str]]:
    scenario = matter.scenario
    yield "Peril", scenario.peril
    titles = {site.code: site.title for site in matter.district.sites}
    if scenario.sites:
        yield "Sites lost or cut off", listing(titles.get(code, code) for code in scenario.sites)
    for what, names in (
        ("Assets lost", scenario.assets),
        ("Roles whose holders are missing", scenario.roles),
        ("Vendors that fail", scenario.vendors),
    ):
        if names:
            yield what, listing(names)
    yield "Services that are down", listing((each.name for each in matter.down), "none")
    outside = still_hosted(matter.district, matter.scenario, matter.down)
    if outside:
        yield "Of these, hosted outside: try them from elsewhere", listing(each.name for each in outside)
    if matter.dragged:
        yield "They stand, and do not work without these", listing(each.name for each in matter.dragged)
    if not matter.down:
        waiting = listing((each.name for each in matter.loss.services), "none")
        yield "Services that wait for those who are missing", waiting


def _order(matter: Matter) -> Iterator[Block]:
    if not matter.due:
        yield Paragraph("Nothing has to be brought back.")
        return
    if not matter.down:
        yield Paragraph("Nothing is down: this is the order if one of these has to be brought back now.")
    yield order_table(matter)
    yield recovery_timeline([due.service for due in matter.due], matter.district, None)
    yield Paragraph(
        "RTO and MTD are promises. What was drilled says where: a lab's time is not production's. A wave "
        "begins when all that it waits for is back."
    )
    changed = changed_by_calendar(matter)
    if changed:
        yield Paragraph("In these periods of the school year other promises hold:", "The calendar")
        yield Bullets(changed)
    yield Links(tuple(_pages(matter)))


def _pages(matter: Matter) -> Iterator[Link]:
    """Lead to the steps: of each site, then of each service in the order of recovery."""
    at = homes(matter.district)
    ordered = [due.service for due in matter.due]
    titles = {at[service.name].code: at[service.name].title for service in ordered}
    for site, title in titles.items():
        yield Link(f"{title}: recovery runbook", f"{site}/runbook")
    for service in ordered:
        path = page_path(service.name, at[service.name].code)
        yield Link(f"{service.title} ({service.name})", path, about="its steps")
