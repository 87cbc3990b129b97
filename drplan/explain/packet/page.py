"""The packet laid out, in the order in which it is read on the worst day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import groupby

from drplan.declare import District, Partner, Service, Vendor
from drplan.declare.lookup import homes, services
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Notice, Paragraph
from drplan.explain.packet.checks import checks
from drplan.explain.packet.copies import copies
from drplan.explain.packet.expiry import Reason, expires, overdue
from drplan.explain.packet.forms import forms
from drplan.explain.packet.machine import first_service, machine
from drplan.explain.packet.sealed import Sealed
from drplan.explain.people import DIRECTOR, director
from drplan.explain.words import length, listing
from drplan.plan.order import waves
from drplan.record.ledger import Ledger
from drplan.record.secret_shapes import without_secrets

_DAYS_SHOWN = 4

_OPENING = (
    "Open it when the plan, the passwords or the copies cannot be reached, and whoever decides says so.",
    "Write the opening into the log on the last sheet.",
    "Look at the last day above first. After it, ring every number and compare every sum before you act.",
    "Call whoever decides, then make a clean machine ready, then follow the order of recovery.",
    "It holds no password and no key: it says where each one lies, and who holds it.",
    "Times are promises of the declaration (RTO), not measurements: the runbooks say what drills measured.",
)


def packet_page(district: District, ledger: Ledger, sealed: Sealed) -> Document:
    """Lay the packet out (NIST SP 800-34 Rev. 1, 3.4.6 and appendix A; CP-2 and CP-9 of SP 800-53 Rev. 5).

    Raises ``DeclarationError`` when services wait for each other in a circle, ``UsageError`` for a name that
    is not declared.
    """
    at = datetime.combine(sealed.day, time(), UTC)
    blocks = tuple(_blocks(district, ledger, sealed))
    return Document("Break-glass packet", district.name, int(at.timestamp()), blocks, kind="packet")


def _blocks(district: District, ledger: Ledger, sealed: Sealed) -> Iterator[Block]:
    order = waves(services(district))
    yield from _cover(district, sealed)
    yield Heading(2, "How to open and use it", "use")
    yield Bullets(_OPENING)
    yield Heading(2, "Who decides and who is called", "people")
    yield _decides(district)
    yield _roles(district)
    yield Heading(2, "Order of recovery, all sites", "order")
    yield _order(district, order)
    yield from copies(district, ledger)
    yield from machine(district, sealed.machine)
    yield from first_service(district, order)
    yield Heading(2, "Vendors and neighbors", "vendors")
    yield _outside(district)
    yield from checks(sealed)
    yield from forms()


def _cover(district: District, sealed: Sealed) -> Iterator[Block]:
    limits = expires(district, sealed.day, sealed.valid_days)
    first = limits[0]
    yield Notice(f"Good until {first.day}. After that day it expires: then {first.what}.")
    doubted = overdue(district, sealed.day)
    if doubted:
        yield Notice("Some of it is not known to be right even today: see below.")
    yield Paragraph(
        f"What is needed to begin when everything is gone, printed as of {sealed.day} from the declaration "
        "and its signed records, to be sealed and kept in at least two places."
    )
    yield Heading(2, "Until when it can be believed", "expiry")
    yield Facts(tuple(_by_day(limits))[:_DAYS_SHOWN])
    if doubted:
        yield Paragraph("Nobody knows these to be right today:")
        yield Bullets(doubted)


def _by_day(limits: Sequence[Reason]) -> Iterator[tuple[str, str]]:
    for day, found in groupby(limits, key=lambda each: each.day):
        yield str(day), "; ".join(each.what for each in found)


def _decides(district: District) -> Paragraph:
    found = director(district)
    if found is None:
        return Paragraph(f"No role {DIRECTOR} is declared: agree now who decides, and write it here.")
    return Paragraph(
        f"{found.title}, {found.phone}, decides whether to recover and in what scope.", "Decides"
    )


def _roles(district: District) -> Table:
    by_name = {role.name: role for role in district.roles}
    rows = []
    for role in district.roles:
        other = by_name.get(role.alternate or "")
        instead = f"{other.title}, {other.phone}" if other else "none declared"
        rows.append((role.title, role.phone, role.email, instead, str(role.confirmed_on or "never")))
    return Table("Roles", ("Role", "Phone", "E-mail", "No answer: call", "Last tried"), tuple(rows))


def _order(district: District, order: Sequence[Sequence[Service]]) -> Block:
    at = homes(district)
    rows = tuple(
        (
            each.name,
            str(number),
            at[each.name].title,
            str(int(each.tier)),
            length(each.objectives.rto),
            listing(each.depends_on, "nothing"),
        )
        for number, wave in enumerate(order, start=1)
        for each in wave
    )
    if not rows:
        return Paragraph("No service is declared.")
    return Table("Services by wave", ("Service", "Wave", "Site", "Tier", "RTO", "Waits for"), rows)


def _outside(district: District) -> Block:
    rows = []
    outside: tuple[Vendor | Partner, ...] = (*district.vendors, *district.partners)
    for each in outside:
        papers = [
            f"{paper.kind} {without_secrets(paper.number) if paper.number else '(no number declared)'}, "
            f"until {paper.expires}"
            for paper in each.agreements
        ]
        rows.append((each.title, each.phone, each.email, "; ".join(papers) or "none declared"))
    if not rows:
        return Paragraph("None is declared.")
    return Table("Vendors and neighbors", ("Who", "Phone", "E-mail", "Agreements"), tuple(rows))
