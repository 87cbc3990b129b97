"""A page for each service: what its loss means, whom to call, how it comes back, how it is handed back."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import District, Service, Site
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
from drplan.explain.handing_back import RECONSTITUTION
from drplan.explain.mending import action_table
from drplan.explain.people import first_steps
from drplan.explain.pictures import recovery_timeline
from drplan.explain.probe_words import probe_expectation, probe_title
from drplan.explain.service_matter import About, Drilled, about_all
from drplan.explain.service_people import people_table
from drplan.explain.service_tables import copies_table, drilled_facts, drilled_steps, objectives_table
from drplan.explain.signing_off import service_lines
from drplan.explain.source import Source
from drplan.explain.step_times import WHERE
from drplan.explain.steps import steps_of
from drplan.explain.words import TIER_TITLES, length, listing, moment
from drplan.explain.workaround import workaround_blocks


def service_documents(source: Source) -> Iterator[Document]:
    """Yield the page of every declared service, site by site, at ``SITE/services/SERVICE``.

    Raises ``UsageError`` for a name that is used and not declared.
    """
    about = about_all(source)
    for site in source.district.sites:
        for service in site.services:
            yield _page(service, site, about)


def page_path(service: str, site: str) -> str:
    """Return where a service's page lies below the runbooks folder, without ending."""
    return f"{site}/services/{service}"


def _page(service: Service, site: Site, about: About) -> Document:
    drilled = about.drilled.get(service.name)
    return Document(
        f"{service.title} ({service.name})",
        about.district.name,
        int(drilled[0].ended.timestamp()) if drilled else 0,
        tuple(_blocks(service, site, about)),
        path=page_path(service.name, site.code),
    )


def _blocks(service: Service, site: Site, about: About) -> Iterator[Block]:
    district, drilled = about.district, about.drilled.get(service.name)
    yield Notice(_standing(drilled))
    yield from _what(service, site)
    yield Heading(2, "First actions", "first")
    yield Steps(first_steps(site, district))
    yield Heading(2, "Who decides and who is called", "people")
    yield people_table(service, site, district)
    yield Heading(2, "Work without it", "without")
    yield from workaround_blocks(service, district)
    yield Heading(2, "What it waits for", "waits")
    yield from _waits(service, about)
    yield Heading(2, "Time against objective", "timeline")
    needed = [about.known[name] for name in service.depends_on if name in about.known]
    yield recovery_timeline([*needed, service], district, drilled[0] if drilled else None)
    yield Heading(2, "Recover it", "steps")
    yield Paragraph(f"The same steps, with the same ids, are in the runbook of {site.title}.")
    steps = steps_of([service], district, drilled[0] if drilled else None)[service.name]
    yield Steps(tuple(step for step in steps if step.action not in RECONSTITUTION))
    yield Heading(2, "How it is seen to work", "probes")
    yield _looks(service)
    yield Heading(2, "Hand it back", "reconstitution")
    yield Steps(tuple(step for step in steps if step.action in RECONSTITUTION))
    yield Paragraph("Names are written by hand and stay on this sheet. It goes to whoever decides.")
    yield service_lines(service, district)
    yield Heading(2, "What it promises", "objectives")
    yield objectives_table(service, district)
    yield Heading(2, "Data and copies", "data")
    yield from _data(service, district)
    yield Heading(2, "Last drilled", "drill")
    yield from _drilled(service, drilled)
    yield Heading(2, "What is still to be mended", "actions")
    yield _to_mend(service, about)
    yield Heading(2, "Further pages", "pages")
    yield _further(service, site, about)


def _standing(drilled: Drilled | None) -> str:
    if drilled is None:
        return "No drill has been recorded: no time on this page has been measured."
    record, seen = drilled
    return f"Last drilled {moment(record.ended)}, {WHERE[record.proven_on]}: {seen.verdict.outcome}."


def _what(service: Service, site: Site) -> Iterator[Block]:
    yield Heading(2, "What it is", "what")
    yield Paragraph(service.impact, "While it is down")
    promised = service.objectives
    yield Facts(
        (
            ("Site", site.title),
            ("What it is for", service.function.replace("-", " ")),
            ("Tier", f"{int(service.tier)} ({TIER_TITLES[service.tier]})"),
            ("Back within (RTO)", length(promised.rto)),
            ("At the latest (MTD)", length(promised.mtd)),
            ("May lose (RPO)", length(promised.rpo)),
            ("Runs on", listing(service.runs_on, "nothing declared")),
            ("Harm beyond its objective", _harm(service)),
        )
    )


def _harm(service: Service) -> str:
    if service.bia is None:
        return "not rated"
    rated = {name: getattr(service.bia, name) for name in ("safety", "teaching", "pay", "records")}
    said = [f"{name}: {harm}" for name, harm in rated.items() if harm != "none"]
    cost = [f"{service.bia.dollars_a_day:,} dollars a day"] if service.bia.dollars_a_day else []
    return listing([*said, *cost], "none declared")


def _waits(service: Service, about: About) -> Iterator[Block]:
    if not service.depends_on:
        yield Paragraph("Nothing: it can be begun at once.")
    else:
        yield Paragraph("Begin when all of these are back. Each is looked at by its own page's last steps.")
        yield Links(tuple(_link(name, about) for name in service.depends_on))
    if waiting := about.waiting.get(service.name):
        yield Paragraph(listing(waiting), "These wait for it")


def _link(name: str, about: About) -> Link:
    if name not in about.known:
        return Link(name, "index", about="is not declared: nothing is known of it")
    service, site = about.known[name], about.homes[name]
    said = f"RTO {length(service.objectives.rto)}. {_standing(about.drilled.get(name))}"
    return Link(service.title, page_path(name, site.code), about=said)


def _looks(service: Service) -> Block:
    if not service.probes:
        return Paragraph("No probe is declared: nothing here can show that it works.")
    return Bullets(tuple(f"{probe_title(each)} {probe_expectation(each)}" for each in service.probes))


def _data(service: Service, district: District) -> Iterator[Block]:
    if not service.data_sets:
        yield Paragraph("It owns no data: once it runs and what it waits for is back, nothing is missing.")
        return
    yield copies_table(service, district)
    yield Paragraph(
        "A restore takes the newest good recovery point of the copy that is asked first. One that is marked "
        "suspect never comes back by itself. When an attack is possible, trust the copies in the order "
        "above, and take a point from before the attack: --before and a date."
    )


def _drilled(service: Service, drilled: Drilled | None) -> Iterator[Block]:
    if drilled is None:
        yield Paragraph(_standing(None))
        return
    record, seen = drilled
    yield Facts(drilled_facts(record, seen))
    yield drilled_steps(service, record)


def _to_mend(service: Service, about: About) -> Block:
    mine = {service.name, *service.runs_on}
    found = [
        each for each in about.source.still_open if each.name in mine and each.kind in ("service", "asset")
    ]
    return action_table(found) or Paragraph("No corrective action about it is open.")


def _further(service: Service, site: Site, about: About) -> Links:
    home = f"{site.code}/runbook"
    return Links(
        (
            Link(f"{site.title}: recovery runbook", home, f"service.{service.name}", "the order of recovery"),
            Link(f"{site.title}: plan", f"{site.code}/plan"),
            Link(f"{about.district.name}: plan", "plan"),
            *(
                Link(each.title, f"scenarios/{each.name}", about="it is lost in this")
                for each in about.lost_in.get(service.name, ())
            ),
        )
    )
