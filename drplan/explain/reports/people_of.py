"""Roles in a report: their titles, who stands in, and who tells whom."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.audit.answerable import NOBODY
from drplan.declare import Role
from drplan.explain.content import Table
from drplan.explain.language import Language
from drplan.explain.people import DIRECTOR
from drplan.explain.reports.declared_words import spokesperson
from drplan.explain.reports.matter import Matter

SUPERINTENDENT = "superintendent"


def role_title(matter: Matter, name: str, say: Language) -> str:
    """Return what people call a role; its name where it is not declared."""
    if name == NOBODY:
        return say("nobody")
    role = matter.index.roles.get(name)
    return role.title if role else name


def stand_in(matter: Matter, role: Role, say: Language) -> str:
    """Say who takes over, with the telephone."""
    other = matter.index.roles.get(role.alternate or "")
    return f"{other.title}, {other.phone}" if other else say("nobody declared")


def deciders(matter: Matter) -> tuple[Role, ...]:
    """Return the roles that decide or answer for a service of tiers 0 and 1, in declared order."""
    wanted = {SUPERINTENDENT, DIRECTOR, *(site.contact for site in matter.district.sites)}
    wanted |= {each.owner for each in matter.case.services if each.tier <= 1}
    return tuple(each for each in matter.district.roles if each.name in wanted)


def people_table(matter: Matter, say: Language) -> Table:
    """Tell who is called, who stands in, and when they were last called and trained."""
    rows = tuple(
        (
            each.title,
            each.phone,
            stand_in(matter, each, say),
            say.day(each.confirmed_on) if each.confirmed_on else say("never"),
            say.day(each.trained_on) if each.trained_on else say("never"),
        )
        for each in deciders(matter)
    )
    header = (say("Role"), say("Phone"), say("Stands in"), say("Last called"), say("Last trained"))
    return Table(say("Who decides, and who stands in"), header, rows)


def telling_table(matter: Matter, say: Language) -> Table:
    """Tell who tells whom when something is down, as far as the declaration says it."""
    header = (say("Who is told"), say("By whom"), say("Phone"), say("Stands in"))
    return Table(say("Calls to make, as declared"), header, tuple(_told(matter, say)))


def _told(matter: Matter, say: Language) -> Iterator[tuple[str, ...]]:
    roles = matter.index.roles
    speaker = spokesperson(matter.district)
    if speaker is not None:
        yield _row(matter, say("Families, staff and the press"), speaker, say)
    if SUPERINTENDENT in roles:
        yield _row(matter, say("The board"), roles[SUPERINTENDENT], say)
    for site in matter.district.sites:
        if site.contact in roles:
            yield _row(matter, site.title, roles[site.contact], say)
    for title, owner in _called(matter):
        if owner in roles:
            yield _row(matter, title, roles[owner], say)


def _called(matter: Matter) -> Iterator[tuple[str, str]]:
    """Yield each vendor that hosts a service with the role that calls it, and the partners' caller."""
    vendors = matter.index.vendors
    hosted = {each.vendor: each.owner for each in reversed(matter.case.services) if each.vendor}
    for name, owner in sorted(hosted.items()):
        if name in vendors:
            yield f"{vendors[name].title}, {vendors[name].phone}", owner
    for partner in matter.district.partners:
        yield f"{partner.title}, {partner.phone}", DIRECTOR


def _row(matter: Matter, title: str, role: Role, say: Language) -> tuple[str, ...]:
    return title, role.title, role.phone, stand_in(matter, role, say)
