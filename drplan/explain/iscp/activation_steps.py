"""The steps of section 3.1: bringing the plan into force."""

from __future__ import annotations

from drplan.declare import Site
from drplan.explain.content import Step
from drplan.explain.iscp.extent import NOT_DECLARED, SUPERINTENDENT, Extent
from drplan.explain.people import DIRECTOR
from drplan.explain.words import listing


def activation_steps(extent: Extent) -> tuple[Step, ...]:
    """Return what brings the plan into force; a site asks the district, and contains what cannot wait."""
    return _site_activation(extent, extent.site) if extent.site else _district_activation(extent)


def _district_activation(extent: Extent) -> tuple[Step, ...]:
    return (*_beginning(), *_deciding(extent), *_in_force(extent))


def _beginning() -> tuple[Step, ...]:
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
    )


def _deciding(extent: Extent) -> tuple[Step, ...]:
    line = ", then ".join(extent.reached(name) for name in extent.line(DIRECTOR))
    return (
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
            otherwise="Any of it, or nobody knows: take what was touched off the network, leave it "
            "powered on, talk over nothing that the intruder may read, and restore nothing until who "
            "decides names the recovery points to use. Then call the numbers under appendix B that are "
            "filled in by hand.",
        ),
    )


def _in_force(extent: Extent) -> tuple[Step, ...]:
    years = extent.district.calendars
    return (
        Step(
            "Decide on the scope in one sentence: which sites and services, in place or elsewhere "
            "(appendix F), by which scenario's page, if one fits.",
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
