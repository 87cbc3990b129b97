"""The news of a tabletop that come from outside: insurer, vendor, calendar, reporter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare.calendar import Period
from drplan.declare.district import District
from drplan.declare.lookup import vendor_named
from drplan.declare.outside import Vendor
from drplan.plan.copy_trust import ATTACKS
from drplan.plan.tabletop import Cast, Item, role_like

_NEAR = timedelta(days=14)


_PRESSING = ("state-testing", "payroll", "enrollment", "first-weeks", "grading", "election", "board-meeting")


def nearest_period(cast: Cast) -> Period | None:
    """Return the pressing period of the school year in force, or next within two weeks."""
    periods = [each for year in cast.district.calendars for each in year.periods if each.kind in _PRESSING]
    near = [each for each in periods if each.first - _NEAR <= cast.day <= each.last]
    return min(near, key=lambda each: (max(each.first, cast.day), each.name), default=None)


def items_from_outside(cast: Cast) -> Iterator[Item]:
    """Yield what insurers, vendors, the school year and the press bring."""
    yield from _insurer(cast)
    yield from _vendor(cast)
    yield from _calendar(cast)
    yield from _reporter(cast)


def _insurer(cast: Cast) -> Iterator[Item]:
    insurer = insurer_of(cast.district)
    if insurer is None and (cast.loss.scenario is None or cast.loss.scenario.peril not in ATTACKS):
        return
    money = role_like(cast.district, "business", cast.decider)
    known = f"{insurer.title}, {insurer.phone}," if insurer else "The insurer (no vendor is declared as one)"
    yield Item(
        "insurer",
        "decision",
        timedelta(minutes=25),
        money,
        f"{known} must be told first: help that it did not approve may not be paid for. Who is told, in "
        "which order: insurer, police, state, families?",
        ("Where is the policy's number when the file server is gone?", "By when must each of them know?"),
    )


def insurer_of(district: District) -> Vendor | None:
    """Return the first declared vendor whose name or title says that it insures; ``None`` without one."""
    return next((each for each in district.vendors if "insur" in f"{each.name} {each.title}".lower()), None)


def _vendor(cast: Cast) -> Iterator[Item]:
    scenario = cast.loss.scenario
    hosted = [due.service.vendor for due in cast.due if due.service.vendor]
    names = [*(scenario.vendors if scenario else ()), *hosted, *(v.name for v in cast.district.vendors)]
    if not names:
        return
    vendor = vendor_named(cast.district, names[0])
    owner = next((d.service.owner for d in cast.due if d.service.vendor == vendor.name), cast.decider)
    yield Item(
        "vendor",
        "decision",
        timedelta(minutes=60),
        owner,
        f"{vendor.title}, {vendor.phone}, does not answer. When do we stop waiting, and what do we do then?",
        ("Who else there can be called?", "What does the contract promise, and where does it lie?"),
    )


def _calendar(cast: Cast) -> Iterator[Item]:
    period = nearest_period(cast)
    if period is None:
        return
    when = f"from {period.first} to {period.last}" if period.last > period.first else f"on {period.first}"
    tight = [
        due.service.title for due in cast.due if any(d.during == period.kind for d in due.service.during)
    ]
    changed = f" It changes what is promised of {', '.join(tight)}." if tight else ""
    yield Item(
        "calendar",
        "inject",
        timedelta(minutes=70),
        cast.decider,
        f"{period.title} is {when}.{changed}",
        ("Which service moves forward in the order because of it?", "What is done on paper, and who prints?"),
    )


def _reporter(cast: Cast) -> Iterator[Item]:
    yield Item(
        "reporter",
        "decision",
        timedelta(minutes=80),
        role_like(cast.district, "communications", cast.decider),
        "A reporter calls: is it true, are student records gone, and will school open tomorrow? What is "
        "said, by whom, and what is not said?",
        ("Have staff and families heard it from us first?", "Which channel works with mail and phones down?"),
    )
