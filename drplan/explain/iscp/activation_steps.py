"""The steps of section 3: bringing the plan into force, telling people, sizing the loss up."""

from __future__ import annotations

from drplan.declare import Site
from drplan.explain.content import Step
from drplan.explain.iscp.extent import NOT_DECLARED, SPEAKER, SUPERINTENDENT, Extent
from drplan.explain.people import DIRECTOR
from drplan.explain.words import listing


def activation_steps(extent: Extent) -> tuple[Step, ...]:
    """Return what brings the plan into force; a site asks the district, and contains what cannot wait."""
    return _site_activation(extent, extent.site) if extent.site else _district_activation(extent)


def _district_activation(extent: Extent) -> tuple[Step, ...]:
    line = ", then ".join(extent.reached(name) for name in extent.line(DIRECTOR))
    years = extent.district.calendars
    return (
        Step(
            "Write down when it began, when it was seen, by which role, and what was seen. All times of this "
            "plan count from when it began.",
            expect="A paper log is open, and these are its first lines.",
            otherwise="Nobody knows when it began: take the last moment at which it was seen to work.",
        ),
        Step(
            "Hold what was seen against the criteria above.",
            expect="One of them holds: go on.",
            otherwise="None holds: the owner mends it. Hold it against them again when half of its RTO is "
            "gone.",
        ),
        Step(
            f"Call who decides: {line}. The first who answers decides, until one who stands before takes "
            "over.",
            expect='Somebody says: "I decide." Write down the role and the time.',
            otherwise=f"Nobody in the line answers: call {extent.reached(SUPERINTENDENT)}. Until somebody "
            "decides, contain and look; restore nothing.",
        ),
        Step(
            "Ask whether it can be an attack: files that do not open, demands for money, unknown "
            "administrators, copies deleted, many hosts at once that share neither power nor line.",
            expect="None of that: recover in place.",
            otherwise="Any of it, or nobody knows: take what was touched off the network, leave it powered "
            "on, "
            "talk over nothing that the intruder may read, and restore nothing until who decides names the "
            "recovery points to use. Then call the numbers under appendix B that are filled in by hand.",
        ),
        Step(
            "Decide on the scope in one sentence: which sites and services, in place or elsewhere (appendix "
            "F), "
            "by which scenario's page, if one fits.",
            expect="The sentence is in the log, with the time and the role that decided.",
            otherwise="It is not known yet what is lost: name the most that may be lost. 3.3 makes it "
            "smaller.",
        ),
        Step(
            "See which days the school year makes tighter (appendix L): state tests, pay, grades, enrollment."
            if years
            else "Ask who is waiting: state tests, pay, grades, enrollment. No school year is declared here.",
            expect="The objectives that hold today are in the log.",
            otherwise="Two periods hold at once: the shorter time counts.",
        ),
        Step(
            "Say that the plan is in force: since when, for what, and who leads. Workarounds begin "
            "(appendix D).",
            expect="The owner of each service in scope has said it back.",
            otherwise="An owner does not answer: the next in the line of succession takes over (2.3).",
        ),
    )


def _site_activation(extent: Extent, site: Site) -> tuple[Step, ...]:
    return (
        Step(
            "Is anybody in danger, or smoke or water at equipment: leave it, and follow the building's "
            "emergency plan. Nothing here is worth a person.",
            expect="Everybody is accounted for.",
            otherwise="Call 911, from a mobile telephone where the district's do not work.",
        ),
        Step(
            "Write down when it began, who saw it, and which rooms and classes have lost what.",
            expect="A paper log is open in the main office.",
            otherwise="Nobody knows when it began: take the last moment at which it was seen to work.",
        ),
        _told(site, extent),
        Step(
            "Screens that demand money, or files that do not open: pull the network cable of what shows it, "
            "turn its wireless off, leave it powered on, and touch nothing else.",
            expect="It is off the network; its room and its time are in the log.",
            otherwise="It spreads: pull the line out of the building, as the district's lead says.",
        ),
        Step(
            "Begin the workarounds (appendix D): hand the papers out, and say in each room what to do.",
            expect="The next attendance is taken, whatever is down.",
            otherwise="A paper is missing: its keeper is named in appendix D; a blank sheet with the class, "
            "the hour and the names will do.",
        ),
    )


def _told(site: Site, extent: Extent) -> Step:
    director, line = extent.reached(DIRECTOR), extent.line(DIRECTOR)[1:]
    calls = f"{extent.reached(site.contact)}, calls who decides for the district: {director}."
    return Step(
        (f"{director}, decides for the district too." if site.contact == DIRECTOR else calls)
        + " A site does not bring the plan into force alone.",
        expect="It is said whether the plan is in force, since when, and who leads.",
        otherwise=f"No answer: {listing(map(extent.reached, line), f'alternate {NOT_DECLARED}')}.",
    )


def notification_steps(extent: Extent) -> tuple[Step, ...]:
    """Return how people are told; a site tells its own building, the district everybody else."""
    if extent.site:
        return (
            Step(
                "Tell the staff of the building by a channel that works, or by a runner to each room: what "
                "is "
                "down, what to do instead, when they hear more.",
                expect="Each room has repeated it.",
                otherwise="A room was not reached: send somebody there.",
            ),
            Step(
                f"Families and press are told by {extent.called(SPEAKER)} alone. Give who asks that number.",
                expect="Nobody in the building guesses at causes or times.",
                otherwise="Something was said: tell that role what, to whom and when.",
            ),
        )
    return (
        Step(
            "Call in the order of the table. Say four things: what is down, since when, what people do "
            "instead, "
            "when you call again. Promise no time that nobody measured.",
            expect="Each has said it back; role and time are in the log.",
            otherwise="No answer twice: call the next in the line, and try the first again later.",
        ),
        Step(
            "Use a channel that does not need what is lost. After an attack use none of the district's own: "
            "its mail and telephones may be read.",
            expect="The table above names one that needs nothing that is lost.",
            otherwise="None is left: mobile telephones, radios, a runner, one meeting place.",
        ),
        Step(
            f"{extent.called(SPEAKER)} alone speaks to families and press, in the words of the scenario's "
            "page.",
            expect="The first notice says what still works, where children are, and when the next one comes.",
            otherwise="No scenario fits: say only that, and nothing of causes, names or records.",
        ),
        Step(
            "Call the vendor of each hosted service in scope, and the provider of each dead line, with the "
            "agreement's number (appendix B).",
            expect="It names a ticket, a time, and somebody to call again.",
            otherwise="It names no time: count it as lost, and tell who decides.",
        ),
    )


def assessment_steps(extent: Extent) -> tuple[Step, ...]:
    """Return how the loss is sized up: people, place, power, lines, hosts, data, and then time."""
    return (*_seen(extent), *_data(extent), _report(extent))


def _seen(extent: Extent) -> tuple[Step, ...]:
    phones = [each for each in extent.known.channels if each.function == "phones"]
    rooms = [
        f"{room.title} ({room.battery_minutes} min)"
        if not extent.site
        else f"{room.title}, on batteries for {room.battery_minutes} min"
        for site in extent.sites
        for room in site.rooms
        if extent.site or room.kind == "data-room"
    ]
    lines = [
        f"{link.name} ({link.provider or 'own'})"
        for site in extent.sites
        for link in site.links
        if extent.site or link.to == "internet"
    ]
    return (
        Step(
            "Can a classroom call 911, and are doors, alarms and radios working?",
            expect="A test call goes out, and the right address is read back.",
            otherwise=listing(
                (each.workaround for each in phones), f"A workaround for phones is {NOT_DECLARED}."
            )
            + " This comes before everything else.",
        ),
        Step(
            "Look at the rooms: power, cooling, water, smoke, doors. "
            + (f"{listing(rooms)}." if rooms else f"Rooms: {NOT_DECLARED}."),
            expect="They can be entered, are dry, and run on the mains.",
            otherwise="On batteries: switch off what is of tier 3, then 2, before they are empty. Cannot be "
            "entered: decide on elsewhere (appendix F).",
        ),
        Step(
            f"Look at the lines: {listing(lines, NOT_DECLARED)}.",
            expect="At least one carries traffic from a host of the district to the Internet.",
            otherwise="Call the provider (appendix B). Without any line, restore from the copy on site.",
        ),
        Step(
            "Look whether each service works, wave by wave from the first (4.1): the last steps of a "
            "service's "
            "page say how. The first wave in which something fails is where the recovery begins.",
            expect="Each service in scope is marked: works, does not work, not known.",
            otherwise="Not known counts as does not work.",
        ),
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
