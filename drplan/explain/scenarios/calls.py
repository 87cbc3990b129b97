"""Who is called, in which order: roles with their alternates, vendors and partners, and desks outside.

Telephones are those declared. Whose number nobody declared gets a line to write it on: none is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drplan.declare import Agreement, Partner, Role, Vendor
from drplan.declare.lookup import role_named, vendor_named
from drplan.explain.content import Table
from drplan.explain.scenarios.matter import Matter
from drplan.explain.words import listing

_WRITE_IN = "____________"
_ATTACKED = (
    ("FBI: the field office, or its Internet crime desk (IC3)", "it is a crime; it may know who and how"),
    ("CISA: its reporting desk", "help without charge, and warnings to others"),
    ("State: police, and the office for cybersecurity or homeland security", "some states require it"),
    ("State: department of education", "student records may have been seen"),
)
_DESKS: dict[str, tuple[tuple[str, str], ...]] = {
    "ransomware": (*_ATTACKED, ("County: emergency management", "other offices on the same lines")),
    "tenant-takeover": (
        *_ATTACKED,
        ("The bank's fraud desk", "false payments can be stopped for a few hours"),
    ),
    "fire-or-flood": (
        ("911", "people first"),
        ("Fire marshal", "gives the room free"),
        ("County: emergency management, health department", "closing, smoke, water"),
        ("Power and water companies' outage desks", "cut off and brought back from outside"),
    ),
    "internet-outage": (
        ("County: 911 desk", "it must know when our calls do not show the room"),
        ("State: the E-rate help desk", "a line for the time between may be paid for"),
    ),
    "power-outage": (
        ("911", "people first"),
        ("Power company's outage desk", "how long"),
        ("County: emergency management", "shelters, roads, generators"),
    ),
    "loss-of-staff": (("State or regional service center for schools", "it may lend somebody"),),
    "failed-vendor": (
        ("The district's lawyer", "the agreement, the records, the money"),
        ("State: department of education", "reports that are due from the system that is gone"),
    ),
}
_DECIDES = {
    "declare": "decides whether recovery begins",
    "isolate": "decides what is cut off",
    "insurer": "decides who is told first",
    "walk-back": "decides which recovery point is taken",
    "vendor": "decides how long a vendor is waited for",
    "reporter": "decides which texts go out",
    "first-deadline": "decides what changes when it is late",
}
_ROLES_HEADER = ("Order", "Role", "Phone", "E-mail", "No answer: call", "Why")
_FEW = 4


def role_table(matter: Matter) -> Table:
    """List the roles in the order in which they are needed; raises ``UsageError``."""
    why = _why(matter)
    rows = tuple(
        (str(number), *_role(role_named(matter.district, name), matter), _short(why[name]))
        for number, name in enumerate(why, start=1)
    )
    return Table("Roles, in the order in which they are called", _ROLES_HEADER, rows)


def _why(matter: Matter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {matter.cast.decider: [_DECIDES["declare"]]}
    for item in matter.items:
        if item.kind == "decision":
            found.setdefault(item.role, []).append(_DECIDES.get(item.id, f"decides {item.id}"))
    for site in matter.district.sites:
        if site.code in matter.scenario.sites:
            found.setdefault(site.contact, []).append(f"speaks for {site.title}")
    for name in matter.scenario.roles:
        found.setdefault(name, []).append("is missing")
    for word, reason in (("superintendent", "schools and board"), ("communications", "texts and press")):
        found.setdefault(matter.role(word).name, []).append(reason)
    for due in matter.due:
        found.setdefault(due.service.owner, []).append(f"answers for {due.service.name}")
    return {name: list(dict.fromkeys(reasons)) for name, reasons in found.items()}


def _role(role: Role, matter: Matter) -> tuple[str, ...]:
    return matter.titled(role), role.phone, role.email, matter.instead(role)


def _short(reasons: list[str]) -> str:
    shown, more = reasons[:_FEW], len(reasons) - _FEW
    return listing(shown) + (f", and {more} more" if more > 0 else "")


def outside_table(matter: Matter) -> Table | None:
    """List vendors and partners with their agreements' numbers; ``None`` when nobody is needed."""
    rows = (*_vendors(matter), *_partners(matter))
    header = ("Whom", "Phone", "E-mail", "Agreement", "Why")
    return Table("Vendors and partners", header, rows) if rows else None


def _vendors(matter: Matter) -> Iterator[tuple[str, ...]]:
    why: dict[str, list[str]] = {name: ["failed"] for name in matter.scenario.vendors}
    if matter.insurer is not None:
        why.setdefault(matter.insurer.name, []).append("insures us")
    for due in matter.due:
        if due.service.vendor:
            why.setdefault(due.service.vendor, []).append(f"hosts {due.service.name}")
    keepers = {each.repository.site: each.repository.name for each in matter.copies}
    declared = {vendor.name for vendor in matter.district.vendors}
    for keeper in keepers.keys() & declared:
        why.setdefault(keeper, []).append(f"keeps copy {keepers[keeper]}")
    for site in matter.district.sites:
        for link in site.links:
            if link.provider in declared and site.code in matter.scenario.sites:
                why.setdefault(link.provider or "", []).append(f"runs line {link.name}")
    for name, reasons in why.items():
        yield _outsider(vendor_named(matter.district, name), _short(reasons))


def _partners(matter: Matter) -> Iterator[tuple[str, ...]]:
    keepers = {each.repository.site: each.repository.name for each in matter.copies}
    for partner in matter.district.partners:
        reasons = [f"keeps copy {keepers[partner.name]}"] if partner.name in keepers else []
        reasons += ["lends rooms"] if "rooms" in partner.gives else []
        if reasons:
            yield _outsider(partner, listing(reasons))


def _outsider(whom: Vendor | Partner, why: str) -> tuple[str, ...]:
    return whom.title, whom.phone, whom.email, agreements(whom.agreements), why


def agreements(signed: Iterable[Agreement]) -> str:
    """Write agreements with their numbers: ``support CV-25-01S, ferpa without a declared number``."""
    return listing(
        (f"{each.kind} {each.number or 'without a declared number'}" for each in signed), "none declared"
    )


def desk_table(matter: Matter) -> Table:
    """List desks outside by kind; their numbers are to be written in beforehand."""
    rows = tuple((desk, _WRITE_IN, _WRITE_IN, why) for desk, why in _DESKS[matter.scenario.peril])
    header = ("Desk", "Number, written in by hand", "Case, time", "Why")
    return Table("Authorities and others: look the numbers up now, not on the day", header, rows)
