"""Who decides and who is called, and the first things to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from drplan.declare import District, HumanStep, Role, Site
from drplan.declare.lookup import role_named
from drplan.explain.content import Contact, Step
from drplan.explain.desk_steps import desk_steps
from drplan.explain.words import listing
from drplan.plan.step_id import step_id

DIRECTOR = "technology-director"
"""The role that decides on recovery."""
_FEW = 4


def contacts(site: Site, district: District) -> tuple[Contact, ...]:
    """Return the roles this site's recovery needs, deciders first; raises ``UsageError``."""
    duties = _duties(site, district)
    return tuple(contact(role_named(district, name), tuple(what), district) for name, what in duties.items())


def _duties(site: Site, district: District) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if director(district):
        found.setdefault(DIRECTOR, []).append("decides on recovery")
    found.setdefault(site.contact, []).append(f"speaks for {site.title}")
    for owner, names in _assets_by_owner(site).items():
        owned = f"owns {listing(names)}" if len(names) <= _FEW else f"owns {len(names)} assets"
        found.setdefault(owner, []).append(owned)
    for service in site.services:
        found.setdefault(service.owner, []).append(f"owns {service.name}")
        for step in service.recovery_steps:
            if isinstance(step, HumanStep):
                found.setdefault(step.role, []).append(f"has a step in {service.name}")
    return {name: list(dict.fromkeys(what)) for name, what in found.items()}


def _assets_by_owner(site: Site) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for asset in site.assets:
        found.setdefault(asset.owner, []).append(asset.name)
    return found


def director(district: District) -> Role | None:
    """Return the role that decides on recovery, where it is declared."""
    return next((role for role in district.roles if role.name == DIRECTOR), None)


def contact(role: Role, duties: tuple[str, ...], district: District) -> Contact:
    """Return a role with who stands in; raises ``UsageError`` for an alternate that is not declared."""
    alternate = "none declared"
    if role.alternate:
        other = role_named(district, role.alternate)
        alternate = f"{other.title}, {other.phone}"
    return Contact(role.name, role.title, role.phone, role.email, alternate, duties)


def first_steps(site: Site, district: District) -> tuple[Step, ...]:
    """Return what to do before anything is restored, as in ``hs.decide``; raises ``UsageError``."""
    return tuple(replace(step, id=step_id(site.code, step.action)) for step in _first(site, district))


def _first(site: Site, district: District) -> Iterator[Step]:
    code = site.code
    yield Step(
        "Write down the time and what was seen. Recovery times count from the moment of the disruption.",
        action="note-time",
        subject=code,
    )
    yield Step(_decide(district), action="decide", subject=code)
    yield Step(_tell(site, district), action="tell", subject=code)
    yield Step(
        "If an attack is possible, take the assets it touched off the network, leave them powered on, and "
        "restore nothing until whoever decides says so: what is restored too early is lost twice.",
        action="contain",
        subject=code,
    )
    yield from desk_steps(site, district)
    yield Step(
        "Then follow the order of recovery. Begin a service when all that it waits for is back.",
        action="proceed",
        subject=code,
    )


def _decide(district: District) -> str:
    decides = director(district)
    if decides is None:
        return f"Ask who decides on recovery: no role {DIRECTOR} is declared for this district."
    found = contact(decides, (), district)
    return (
        f"Call {found.title}, {found.phone}, who decides whether to recover and in what scope. "
        f"No answer: {found.alternate}."
    )


def _tell(site: Site, district: District) -> str:
    news = f"Say what is down at {site.title}, and that the workaround of each service begins now."
    if site.contact == DIRECTOR:
        return f"The same role speaks for the site. {news}"
    speaker = contact(role_named(district, site.contact), (), district)
    return f"Call {speaker.title}, {speaker.phone}. No answer: {speaker.alternate}. {news}"
