"""The first hour after an accident: people first, then what still stands."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Partner, Role
from drplan.declare.lookup import site_of
from drplan.explain.content import Step, Table
from drplan.explain.scenarios.first_common import decide, insurer_step
from drplan.explain.scenarios.matter import Matter

_WRITE_IN = "____________"


def fire(matter: Matter) -> Iterator[Step]:
    """Get people out, keep hands off what is wet, and find another room."""
    facilities = matter.called(matter.role("facilities"))
    yield Step(
        "Call 911. Get everybody out and count them. Nobody goes back in, for anything, until the fire "
        "department says so.",
        expect="Everybody is counted.",
        otherwise="Somebody is missing: tell the fire department at once, and do not go in yourself.",
    )
    yield Step(
        "Have power and water to the room cut off from outside by those who may, and a guard put at the "
        f"door: disks that lie in there still hold records. Done by: {facilities}.",
        expect="The fire department has given the room free, in words, with a time.",
        otherwise="It is not given free: plan to recover without anything that stands in it.",
    )
    yield decide(matter)
    yield insurer_step(matter)
    yield Step(
        "Photograph everything before it is moved, with the numbers on it. Switch nothing on that was wet "
        "or in smoke: it may still be read by those who can, until it is switched on."
    )
    yield _rooms(matter)


def _rooms(matter: Matter) -> Step:
    lend = [each for each in matter.district.partners if "rooms" in each.gives]
    said = "; ".join(f"{each.title}, {each.phone}, {_under(each)}" for each in lend)
    whom = said or "no partner is declared who lends rooms: ____________"
    return Step(
        f"Ask for a room with power, cooling and a line: {whom}.",
        expect="A room, a time from which it is ours, and somebody there who has the keys.",
        otherwise="None: the largest main closet of a school that stands carries tier 0 first.",
    )


def _under(partner: Partner) -> str:
    numbers = [each.number for each in partner.agreements if each.number]
    return f"agreement {', '.join(numbers)}" if numbers else "no agreement's number is declared"


def internet(matter: Matter) -> Iterator[Step]:
    """See that it is the lines, call those who run them, and go on inside the buildings."""
    network = matter.called(matter.role("network"))
    yield Step(
        "See that it is the lines and not us: look at the handoff of each, and at the firewalls. Done by: "
        f"{network}.",
        expect="The provider's own box shows that its line is dark.",
        otherwise="The line is up and nothing passes: this is another loss. Follow the site's runbook.",
    )
    yield Step(
        "Call each provider with the number of its agreement, under Whom to call. Ask for a ticket, the "
        "cause in a word, and a time. Write all three down.",
        expect="A ticket from each of them, and somebody to call again.",
        otherwise="Nobody answers: ask for the duty manager, and call again every half hour.",
    )
    yield decide(matter)
    yield Step(
        "Try an outside call, and 911 by its test line, from one telephone of each school. Done by: "
        f"{matter.called(matter.role('facilities'))}.",
        expect="Both are answered.",
        otherwise="Give each office a mobile telephone, tell the county's 911 desk, and put a sign on "
        "each phone.",
    )
    yield Step(
        "Give each main office its mobile hotspot. Students get no Internet past the content filter, not "
        "by a hotspot either (47 CFR 54.520)."
    )


def power(matter: Matter) -> Iterator[Step]:
    """See to people and doors, then use the minutes on battery to stop in order."""
    yield Step(
        "See to people first: elevators, stairs in the dark, doors that a lock holds, medicine that must "
        f"stay cold. Done by: {_contacts(matter)}.",
        expect="Each site has said that nobody is stuck.",
        otherwise="Somebody is: call 911.",
    )
    yield Step(
        "Call the power company's outage desk; ask how long, and write it down. Done by: "
        f"{matter.called(matter.role('facilities'))}.",
    )
    yield decide(matter)
    yield Step(
        "Stop servers in order while batteries hold: the last wave below first, the first wave last. A "
        f"server that stops by itself may not start again. Done by: {matter.called(matter.role('systems'))}.",
        expect="Every server has said that it is off, before its room's minutes are over.",
        otherwise="The minutes will not do: stop databases and the hypervisors, and let the rest fall.",
    )
    yield Step(
        "When the power is back, wait until it has held for a quarter of an hour. Start in the order "
        "below, one wave at a time."
    )


def battery_table(matter: Matter) -> Table:
    """List how long each room of the sites without power runs on its battery, the shortest first."""
    rooms = [
        (room.battery_minutes, site.title, room.title)
        for site in matter.district.sites
        if site.code in matter.scenario.sites
        for room in site.rooms
    ]
    rows = tuple((f"{room}, {site}", str(minutes), _WRITE_IN) for minutes, site, room in sorted(rooms))
    return Table("Minutes on battery, as declared", ("Room", "Minutes", "Dark since"), rows)


def _contacts(matter: Matter) -> str:
    names = dict.fromkeys(site_of(matter.district, code).contact for code in matter.scenario.sites)
    roles: list[Role] = [matter.role(name) for name in names] or [matter.role("facilities")]
    return "; ".join(f"{role.title}, {role.phone}" for role in roles)
