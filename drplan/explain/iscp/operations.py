"""Section 2: what there is, how a recovery runs from its beginning to its end, and who does what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from drplan.declare import HumanStep, Tier
from drplan.explain.content import Table
from drplan.explain.document import Block, Facts, Links, Paragraph
from drplan.explain.iscp.extent import NOT_DECLARED, SUPERINTENDENT, Extent, table_or, to_section
from drplan.explain.iscp.introduction import tier_words
from drplan.explain.iscp.sections import heading
from drplan.explain.people import DIRECTOR
from drplan.explain.words import count, length, listing

_FEW = 3


def operations(extent: Extent) -> Iterator[Block]:
    """Lay out section 2."""
    yield heading("2")
    yield heading("2.1")
    yield from _system(extent)
    yield heading("2.2")
    yield _phases(extent)
    yield heading("2.3")
    yield from _roles(extent)


def _system(extent: Extent) -> Iterator[Block]:
    if extent.site:
        site = extent.site
        rows = (
            ("Kind", site.kind.replace("-", " ")),
            ("Students", f"{site.students:,}"),
            ("Speaks for it", extent.reached(site.contact)),
            ("Rooms with equipment", listing((each.title for each in site.rooms), NOT_DECLARED)),
            ("Lines out", listing((f"{each.name} to {each.to}" for each in site.links), NOT_DECLARED)),
            ("Assets", f"{len(site.assets)} (appendix H)"),
        )
        yield Facts(rows)
        yield table_or(_service_table(extent), "No service is declared for this site.")
        return
    header = ("Site", "Kind", "Students", "Services", "Assets", "Lines out", "Speaks for it")
    sites = tuple(
        (
            f"{each.title} ({each.code})",
            each.kind.replace("-", " "),
            f"{each.students:,}",
            str(len(each.services)),
            str(len(each.assets)),
            listing(link.name for link in each.links),
            extent.called(each.contact),
        )
        for each in extent.sites
    )
    yield table_or(Table("Sites", header, sites), "No site is declared.")
    yield table_or(_tier_table(extent), "No service is declared.")


def _service_table(extent: Extent) -> Table:
    rows = tuple(
        (
            each.name,
            each.title,
            str(int(each.tier)),
            listing(each.runs_on, NOT_DECLARED if each.vendor is None else "the vendor's"),
            each.vendor or "the district",
            listing(each.depends_on, "nothing"),
        )
        for each in extent.services
    )
    return Table("Services", ("Service", "Called", "Tier", "Runs on", "Run by", "Depends on"), rows)


def _tier_table(extent: Extent) -> Table:
    rows = []
    for tier in Tier:
        own = [each for each in extent.services if each.tier == tier]
        if own:
            shortest, longest = min(e.objectives.rto for e in own), max(e.objectives.rto for e in own)
            between = length(shortest) if shortest == longest else f"{length(shortest)} to {length(longest)}"
            rows.append((tier_words(tier), between, listing(each.name for each in own)))
    return Table("Services by recovery tier", ("Tier", "RTO", "Services"), tuple(rows))


def _phases(extent: Extent) -> Table:
    decides = extent.called(DIRECTOR)
    rows = (
        (
            "1. Activation and notification",
            "a criterion of 3.1 holds",
            "it is decided what is lost",
            decides,
            "3",
        ),
        (
            "2. Recovery",
            "it is decided what is lost, and no sign of an attack stands in the way",
            "every service in scope is looked at and works",
            decides,
            "4",
        ),
        (
            "3. Reconstitution",
            "a service works again",
            "its owner accepted it, copies are made again, and the plan is out of force",
            f"{decides}; {extent.called(SUPERINTENDENT)} on opening schools",
            "5",
        ),
    )
    return Table(
        "The phases of a recovery", ("Phase", "Begins when", "Ends when", "Decides", "Section"), rows
    )


def _roles(extent: Extent) -> Iterator[Block]:
    duties = duties_of(extent)
    rows = tuple(
        (extent.called(name), "; ".join(found), _succession(extent, name)) for name, found in duties.items()
    )
    header = ("Role", "Does in this plan", "Line of succession")
    yield table_or(Table("Roles, and who takes over", header, rows), "No role is declared.")
    yield Paragraph(
        "Whoever takes a duty over says so aloud and writes it down with the time. Telephones: appendix A."
    )
    if extent.site:
        yield Links((to_section("All roles of the district", "2.3"),))


def _succession(extent: Extent, name: str) -> str:
    line = extent.line(name)[1:]
    return ", then ".join(extent.called(each) for each in line) if line else f"alternate {NOT_DECLARED}"


def duties_of(extent: Extent) -> dict[str, tuple[str, ...]]:
    """Return what each role does, deciders first; of a district's plan every declared role is there."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    if extent.role(DIRECTOR):
        found[DIRECTOR].append("decides on recovery and leads it")
    if extent.role(SUPERINTENDENT):
        found[SUPERINTENDENT].append("decides on closing and opening schools")
    for name, said in extent.speakers().items():
        found[name] += said
    _owners(extent, found)
    for repository in extent.district.repositories:
        for held in repository.escrow:
            found[held.holder].append("holds passwords of copies")
    if extent.site is None:
        _others(extent, found)
    return _deciders_first(extent, found)


def _deciders_first(extent: Extent, found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    places = (DIRECTOR, SUPERINTENDENT, *(each.name for each in extent.district.roles))
    ordered = dict.fromkeys([*(name for name in places if name in found), *found])
    return {name: tuple(dict.fromkeys(found[name])) for name in ordered}


def _others(extent: Extent, found: defaultdict[str, list[str]]) -> None:
    for exercise in extent.district.exercises:
        found[exercise.led_by].append("leads exercises")
    for role in extent.district.roles:
        if not found[role.name]:
            found[role.name].append("no duty is declared")


def _owners(extent: Extent, found: defaultdict[str, list[str]]) -> None:
    services, assets = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for service in extent.services:
        services[service.owner].append(service.name)
        for step in service.recovery_steps:
            if isinstance(step, HumanStep):
                found[step.role].append(f"has a step in {service.name}")
        for paper in service.papers:
            found[paper.keeper].append("keeps printed papers")
    for asset in extent.assets:
        assets[asset.owner].append(asset.name)
    for owner, names in services.items():
        found[owner].append(f"owns {_counted(names, 'service')}")
    for owner, names in assets.items():
        found[owner].append(f"owns {count(len(names), 'asset')}")


def _counted(names: list[str], thing: str) -> str:
    return listing(names) if len(names) <= _FEW else count(len(names), thing)
