"""Who decides about a service, and who is called."""

from __future__ import annotations

from drplan.declare import District, Partner, Service, Site, Vendor
from drplan.declare.lookup import (
    policy_named,
    repository_named,
    role_named,
    vendor_named,
)
from drplan.explain.content import Table
from drplan.explain.people import DIRECTOR, contact, director
from drplan.explain.words import listing


def people_table(service: Service, site: Site, district: District) -> Table:
    """Return who decides, who has a step, who speaks for the site and who helps from outside, each once."""
    named = dict.fromkeys(
        (
            *(found.name for found in [director(district)] if found),
            service.owner,
            *(step.role for step in service.recovery_steps if step.kind == "human"),
            site.contact,
        )
    )
    why = {service.owner: "owns it", site.contact: f"speaks for {site.title}"}
    rows = [_role(name, why.get(name, ""), district) for name in named]
    rows += [_outside(each) for each in _outsiders(service, district)]
    header = ("Who", "Phone", "E-mail", "No answer: call", "Why")
    return Table(f"Called for {service.title}", header, tuple(rows))


def _role(name: str, why: str, district: District) -> tuple[str, ...]:
    found = contact(role_named(district, name), (), district)
    decides = "decides on recovery" if name == DIRECTOR else "has a step in it"
    return found.title, found.phone, found.email, found.alternate, why or decides


def _outsiders(service: Service, district: District) -> list[Vendor | Partner]:
    """Return who hosts it, and who keeps its copies."""
    named = [vendor_named(district, service.vendor).name] if service.vendor else []
    for data in service.data_sets:
        named += [repository_named(district, c).site for c in policy_named(district, data.policy).copies]
    known: dict[str, Vendor | Partner] = {each.name: each for each in district.vendors}
    known |= {each.name: each for each in district.partners}
    return [known[name] for name in dict.fromkeys(named) if name in known]


def _outside(who: Vendor | Partner) -> tuple[str, ...]:
    papers = [
        f"{each.kind} {each.number or 'without a number'}, until {each.expires}" for each in who.agreements
    ]
    return who.title, who.phone, who.email, "none declared", listing(papers, "nothing signed")
