"""What services are for, as a board or a cabinet thinks of them, and which of them teaching needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Literal

from drplan.declare import Harm, Service, Tier
from drplan.declare.season import periods_on, strictest_rto
from drplan.explain.language import Language
from drplan.explain.reports.matter import Matter

Group = Literal["foundation", "safety", "pay", "records", "teaching", "rest"]

GROUPS: tuple[Group, ...] = ("foundation", "safety", "pay", "records", "teaching", "rest")
"""In the order in which they are told."""

_BADLY: tuple[Harm, ...] = ("none", "minor", "major", "severe")


def group_title(group: Group, say: Language) -> str:
    """Write a group's title."""
    match group:
        case "foundation":
            return say("What everything stands on")
        case "safety":
            return say("Safety")
        case "pay":
            return say("Pay")
        case "records":
            return say("Records")
        case "teaching":
            return say("Teaching")
        case "rest":
            return say("The rest")


def group_of(service: Service) -> Group:
    """Return what a service is for: by its tier, within tier 1 by the worst harm its loss does.

    Equal harms count safety first, then records, pay and teaching; what nobody rated counts as records. What
    harms teaching, no pay and no record, and safety less than severely, counts as teaching: a content filter.
    """
    if service.tier == Tier.FOUNDATION:
        return "foundation"
    if service.tier == Tier.INSTRUCTION:
        return "teaching"
    if service.tier == Tier.THE_REST:
        return "rest"
    bia = service.bia
    if bia is None:
        return "records"
    harms: tuple[tuple[Group, Harm], ...] = (
        ("safety", bia.safety),
        ("records", bia.records),
        ("pay", bia.pay),
        ("teaching", bia.teaching),
    )
    if bia.teaching != "none" and bia.safety != "severe" and bia.records == bia.pay == "none":
        return "teaching"
    return max(harms, key=lambda each: _BADLY.index(each[1]))[0]


def by_group(found: Iterable[Service]) -> Iterator[tuple[Group, tuple[Service, ...]]]:
    """Yield each group that has services, with them in declared order."""
    every = tuple(found)
    for group in GROUPS:
        here = tuple(each for each in every if group_of(each) == group)
        if here:
            yield group, here


def teaching_needs(matter: Matter) -> tuple[Service, ...]:
    """Return what teaching needs, in declared order: tiers 0 to 2 alone.

    That is each service whose loss does major or severe harm to teaching, each of tier 2 whose loss nobody
    rated, and all that these depend on.
    """
    named = {each.name: each for each in matter.case.services}
    wanted = [each.name for each in named.values() if _teaches(each)]
    needed: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in needed and name in named:
            needed.add(name)
            wanted += named[name].depends_on
    return tuple(each for each in named.values() if each.name in needed)


def _teaches(service: Service) -> bool:
    if service.tier == Tier.THE_REST:
        return False
    if service.bia is None:
        return service.tier == Tier.INSTRUCTION
    return service.bia.teaching in ("major", "severe")


def promised(matter: Matter, service: Service) -> timedelta:
    """Return the RTO that holds on the day, the calendar's periods counted in."""
    return strictest_rto(service, periods_on(matter.district.calendars, matter.day))[0].rto


def slowest(matter: Matter, found: Iterable[Service]) -> timedelta:
    """Return the longest RTO among services, of which there is at least one."""
    return max(promised(matter, each) for each in found)
