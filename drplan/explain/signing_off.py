"""The lines that people sign: what is said, by which role; the name and the time are written by hand."""

from __future__ import annotations

from drplan.declare import District, Service, Site
from drplan.declare.lookup import role_named
from drplan.explain.content import Table
from drplan.explain.people import director

BLANK = "................"
_HEADER = ("What is said", "Role", "Name", "Time (UTC)", "Signature")


def site_lines(site: Site, district: District) -> Table:
    """Return the lines that end a site's recovery; raises ``UsageError``."""
    decider = _decider(site, district)
    speaker = role_named(district, site.contact).title
    rows = [
        ("Recovery begins, with this scope", decider),
        ("The workarounds begin", speaker),
        *((f"{service.title} is back", _title(service.owner, district)) for service in site.services),
        ("The workarounds end", speaker),
        ("The disaster is over", decider),
    ]
    return _lines(f"Sign-off, {site.title}", rows)


def _decider(site: Site, district: District) -> str:
    named = director(district)
    return named.title if named else role_named(district, site.contact).title


def _title(role: str, district: District) -> str:
    return role_named(district, role).title


def _lines(caption: str, rows: list[tuple[str, str]]) -> Table:
    return Table(caption, _HEADER, tuple((said, role, BLANK, BLANK, BLANK) for said, role in rows))


def service_lines(service: Service, district: District) -> Table:
    """Return the lines that end a service's recovery; raises ``UsageError``."""
    owner = _title(service.owner, district)
    rows = [
        ("Every step is done, and every look was good", _hands(district)),
        ("What came back is complete, and how much was lost is known", owner),
    ]
    if service.objectives.wrt:
        rows.append(("The catch-up work is done", owner))
    rows.append(("It is in use again, and the workaround ends", owner))
    return _lines(f"Sign-off, {service.title}", rows)


def _hands(district: District) -> str:
    """Say who types: the role whose name says so, else whoever it is."""
    named = next((role for role in district.roles if role.name == "systems-administrator"), None)
    return named.title if named else "Whoever did it"
