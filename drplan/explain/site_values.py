"""Foreign texts read as values: addresses, dates, money, versions, lifecycles. What cannot be is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from typing import TypeVar

from drplan.declare import Funding, Lifecycle, Replacement, Software
from drplan.declare.imported import ImportedLifecycle, shown
from drplan.explain.site_names import line

NOT_KNOWN = "not known yet"
"""What is written where the source is silent and the declaration needs a text."""

MOST_DOLLARS = 10**12
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})([T ].*)?", re.ASCII)
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_MONEY = re.compile(r"(?:USD)?\s*\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,4}))?\s*(?:USD)?", re.ASCII)
_VERSIONED = re.compile(r"(\D*[^\W\d][^\d]*?)[\s-]+[vV]?(\d.*)")
_OPERATING = re.compile("operat|lease|subscri|rental")
_E_RATE = re.compile(r"e-?rate")
_CATEGORY = re.compile(r"(?:\bc|cat\w*)\.?[\s-]*([12])\b")

_T = TypeVar("_T")

Complaint = Callable[[str, str], None]
"""Told what could not be read, and why."""


def read_address(text: str) -> IPv4Address | None:
    """Return the address in ``10.1.2.3`` or ``10.1.2.3/24``, ``None`` when it is no IPv4 address."""
    try:
        return IPv4Address(text.strip().split("/", 1)[0])
    except AddressValueError:
        return None


def read_network(text: str) -> IPv4Network | None:
    """Return the network of a prefix, ``None`` when it is no IPv4 prefix."""
    try:
        return IPv4Network(text.strip(), strict=False)
    except (AddressValueError, NetmaskValueError, ValueError):
        return None


def read_date(text: str) -> date | None:
    """Return the day in ``2026-11-22`` (a time after it is dropped) or ``11/22/2026``, else ``None``."""
    found = _ISO.fullmatch(text.strip()[:40])
    us = _US.fullmatch(text.strip()[:40])
    if found:
        year, month, day = found.group(1, 2, 3)
    elif us:
        month, day, year = us.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_dollars(text: str) -> int | None:
    """Return whole dollars of ``$1,200.00``, cents rounded, or ``None``."""
    found = _MONEY.fullmatch(text.strip()[:40])
    if not found:
        return None
    cents = (found[2] or "0").ljust(2, "0")[:2]
    dollars = int(found[1].replace(",", "")) + (int(cents) >= 50)  # noqa: PLR2004 - half of a hundred
    return dollars if dollars <= MOST_DOLLARS else None


def read_software(text: str, until: date | None) -> Software | None:
    """Split ``Ubuntu 22.04 LTS`` into name and version; without a number the version is not known yet."""
    whole = line(text)
    if not whole:
        return None
    found = _VERSIONED.fullmatch(whole)
    name, version = found.groups() if found else (whole, NOT_KNOWN)
    return Software(name=name, version=version, support_until=until)


def read_funding(text: str, assume: Callable[[str], None]) -> Funding:
    """Read a budget from the words of a register; what they leave open is assumed, and said."""
    words = text.lower()[:200]
    category = _CATEGORY.search(words) if _E_RATE.search(words) else None
    operating = bool(_OPERATING.search(words))
    if not operating and "capital" not in words:
        assume("the budget is not said: capital is assumed")
    return Funding(
        budget="operating" if operating else "capital",
        source=line(text) or NOT_KNOWN,
        e_rate_category=int(category[1]) if category else None,
    )


def read_lifecycle(
    row: ImportedLifecycle, complain: Complaint, assume: Callable[[str], None]
) -> Lifecycle | None:
    """Read an asset's dates and money; ``None`` without purchase date and cost, which a lifecycle needs."""
    dates = {
        what: _value(text, what, read_date, complain, "no date as 2026-11-22 or 11/22/2026")
        for what, text in _dates(row).items()
    }
    cost = _value(row.cost, "cost", read_dollars, complain, "no amount of whole dollars as $1,200.00")
    bought = dates.pop("bought")
    said = [what for what, text in _texts(row).items() if text]
    if bought is None or cost is None:
        if said:
            complain(", ".join(said), "a lifecycle needs both the day of purchase and the cost")
        return None
    for what in ("warranty_until", "support_until"):
        end = dates[what]
        if end is not None and end < bought:
            complain(what, f"{end} is before the purchase on {bought}")
            dates[what] = None
    return Lifecycle(
        bought=bought,
        cost=cost,
        funding=read_funding(row.funding, assume),
        warranty_until=dates["warranty_until"],
        support_until=dates["support_until"],
        replacement=_replacement(row, dates["replacement_due"], complain),
    )


def _replacement(row: ImportedLifecycle, due: date | None, complain: Complaint) -> Replacement | None:
    cost = _value(
        row.replacement_cost, "replacement_cost", read_dollars, complain, "no amount of whole dollars"
    )
    if due is not None and cost is not None:
        return Replacement(due=due, cost=cost)
    if due is not None:
        complain("replacement_due", "a replacement needs its cost too")
    elif cost is not None:
        complain("replacement_cost", "a replacement needs its day too")
    return None


def _dates(row: ImportedLifecycle) -> dict[str, str]:
    return {
        "bought": row.bought,
        "warranty_until": row.warranty_until,
        "support_until": row.support_until,
        "replacement_due": row.replacement_due,
    }


def _texts(row: ImportedLifecycle) -> dict[str, str]:
    return {**_dates(row), "cost": row.cost, "funding": row.funding, "replacement_cost": row.replacement_cost}


def _value(
    text: str, what: str, read: Callable[[str], _T | None], complain: Complaint, why: str
) -> _T | None:
    found = read(text) if text else None
    if text and found is None:
        complain(what, f"{shown(text)!r} is {why}")
    return found
