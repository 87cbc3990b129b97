"""The steps of section 3.3: sizing the loss up."""

from __future__ import annotations

from drplan.explain.content import Step
from drplan.explain.iscp.extent import NOT_DECLARED, Extent
from drplan.explain.people import DIRECTOR
from drplan.explain.words import listing

_SERVICES = Step(
    "Look whether each service works, wave by wave from the first (4.1): the last steps of a service's "
    "page say how. The first wave in which something fails is where the recovery begins.",
    expect="Each service in scope is marked: works, does not work, not known.",
    otherwise="Not known counts as does not work.",
)


def assessment_steps(extent: Extent) -> tuple[Step, ...]:
    """Return how the loss is sized up: people, place, power, lines, hosts, data, and then time."""
    return (*_seen(extent), *_data(extent), _report(extent))


def _seen(extent: Extent) -> tuple[Step, ...]:
    return (_phones(extent), _rooms(extent), _lines(extent), _SERVICES)


def _phones(extent: Extent) -> Step:
    phones = [each for each in extent.known.channels if each.function == "phones"]
    return Step(
        "Can a classroom call 911, and are doors, alarms and radios working?",
        expect="A test call goes out, and the right address is read back.",
        otherwise=listing((each.workaround for each in phones), f"A workaround for phones is {NOT_DECLARED}.")
        + " This comes before everything else.",
    )


def _rooms(extent: Extent) -> Step:
    rooms = [
        f"{room.title} ({room.battery_minutes} min)"
        if not extent.site
        else f"{room.title}, on batteries for {room.battery_minutes} min"
        for site in extent.sites
        for room in site.rooms
        if extent.site or room.kind == "data-room"
    ]
    return Step(
        "Look at the rooms: power, cooling, water, smoke, doors. "
        + (f"{listing(rooms)}." if rooms else f"Rooms: {NOT_DECLARED}."),
        expect="They can be entered, are dry, and run on the mains.",
        otherwise="On batteries: switch off what is of tier 3, then 2, before they are empty. Cannot be "
        "entered: decide on elsewhere (appendix F).",
    )


def _lines(extent: Extent) -> Step:
    lines = [
        f"{link.name} ({link.provider or 'own'})"
        for site in extent.sites
        for link in site.links
        if extent.site or link.to == "internet"
    ]
    return Step(
        f"Look at the lines: {listing(lines, NOT_DECLARED)}.",
        expect="At least one carries traffic from a host of the district to the Internet.",
        otherwise="Call the provider (appendix B). Without any line, restore from the copy on site.",
    )


def _data(extent: Extent) -> tuple[Step, ...]:
    site = f" --site {extent.site.code}" if extent.site else ""
    whole = site or " --scenario SCENARIO"
    return (
        Step(
            "See which recovery points there are, and how old.",
            commands=(f"drplan backup status{site}",),
            expect="Each data set in scope has one from before it began that is younger than its RPO.",
            otherwise="Older, suspect or none: tell who decides what is lost, and since when it must be "
            "entered again (appendix D).",
        ),
        Step(
            "Print the plan for the day: the order, by when each service has to be back, and the commands.",
            commands=(f"drplan restore plan{whole} --lost-at MOMENT --format markdown",),
            expect="It names each service in scope, with the time that is left.",
            otherwise="drplan does not start: use the printed runbooks. They hold the same steps.",
        ),
    )


def _report(extent: Extent) -> Step:
    return Step(
        f"Tell {extent.called(DIRECTOR)} in five lines: what is lost, since when, how old the data will be, "
        "what is needed (people, machines, rooms, money), and which RTO cannot be kept.",
        expect="The scope is decided anew, and written down with the time.",
        otherwise="An RTO cannot be kept: say so now, and escalate (4.3 of the district's plan).",
    )
