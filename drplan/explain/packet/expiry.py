"""Until when a packet can be believed, and why not longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from drplan.declare import District, Partner, Vendor
from drplan.validate.rules.people import CONFIRMED_FOR
from drplan.validate.rules.repositories import ESCROW_CONFIRMED_FOR


@dataclass(frozen=True, order=True)
class Reason:
    """A day after which something in the packet is no longer known to be right, and what that is."""

    day: date
    what: str


def expires(district: District, day: date, valid_days: int) -> tuple[Reason, ...]:
    """Return what limits a packet of that day, the earliest first: its day is the packet's last.

    What was over before is not among them (see ``overdue``).
    """
    own = Reason(day + timedelta(days=valid_days), f"a packet is printed anew after {valid_days} days")
    return (*sorted({own, *(each for each in _dated(district) if each.day >= day)}),)


def overdue(district: District, day: date) -> tuple[str, ...]:
    """Say what nobody knows to be right even on the day of the packet."""
    past = sorted({each for each in _dated(district) if each.day < day})
    return (*_never(district), *(f"{each.what}: was due by {each.day}" for each in past))


def _dated(district: District) -> Iterator[Reason]:
    for role in district.roles:
        if role.confirmed_on:
            yield Reason(role.confirmed_on + CONFIRMED_FOR, f"the telephone of {role.title} is to be tried")
    titles = {role.name: role.title for role in district.roles}
    for repository in district.repositories:
        for escrow in repository.escrow:
            holder = titles.get(escrow.holder, escrow.holder)
            what = f"the escrow held by {holder} ({repository.name}) is to be opened and tried"
            yield Reason(escrow.confirmed_on + ESCROW_CONFIRMED_FOR, what)
    outsiders: tuple[Vendor | Partner, ...] = (*district.vendors, *district.partners)
    for outside in outsiders:
        for agreement in outside.agreements:
            yield Reason(agreement.expires, f"an agreement with {outside.title} ends ({agreement.kind})")


def _never(district: District) -> Iterator[str]:
    for role in district.roles:
        if role.confirmed_on is None:
            yield f"the telephone of {role.title} was never tried"
    for repository in district.repositories:
        if not repository.escrow:
            yield f"the password of repository {repository.name} is in no escrow"
