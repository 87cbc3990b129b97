"""What an owner looks at before people use a service again, and what comes before everybody logs in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drplan.declare import Function, Service
from drplan.explain.content import Step
from drplan.explain.iscp.extent import NOT_DECLARED, Extent
from drplan.explain.words import listing

LOOKS: Mapping[Function, tuple[str, str]] = {
    "network": (
        "From a socket and by wireless in two rooms reach a server and the Internet: staff, then students.",
        "Each reaches what its own network may, and nothing more.",
    ),
    "firewall": (
        "Read the rules against the last approved ones, and try a port from outside that must be shut.",
        "No rule is new, and the port does not answer.",
    ),
    "internet": ("Fetch a page over each line by itself.", "Each line carries it alone."),
    "student-internet": (
        "As a student, on a student's network, open a lesson's page and one of a blocked category.",
        "The lesson opens; the other is refused, and the refusal is logged.",
    ),
    "content-filter": (
        "With a student's account of each grade band ask for a page of each blocked category.",
        "Every one is refused (47 CFR 54.520); staff rules are not in force for students.",
    ),
    "dns-dhcp": (
        "Give a student's and a telephone's port a new lease, and look up a name inside and one outside.",
        "Addresses come from the right range, and names from the district's own servers.",
    ),
    "directory": (
        "Log in as a student, a teacher and an administrator; read the list of administrators aloud.",
        "Each has their own rights, and nobody in the list is unknown.",
    ),
    "hypervisor": (
        "List the guests of each host.",
        "All are there, and start by themselves after a restart.",
    ),
    "backup": ("Have one data set backed up and one file brought back.", "Both end without an error."),
    "key-vault": (
        "Two holders unseal it, and each reads one password that they may and asks for one they may not.",
        "The first is shown, the second refused, and both are in its log.",
    ),
    "phones": (
        "Call 911's test line from a classroom, the office and the nurse's room.",
        "Each address with its room is read back right (47 CFR 9.16).",
    ),
    "mass-notification": (
        "Send a test to a group of staff, by text, call and mail.",
        "All three arrive, and the list of families has today's count of students.",
    ),
    "health-records": (
        "The nurse reads three health action plans and the list of allergies against the printed ones.",
        "They are equal, and only health staff can open them.",
    ),
    "door-access": (
        "Try a good card, a lost card and the lock-down button at one outer door.",
        "The first opens, the second does not, the third locks every outer door; the schedule is today's.",
    ),
    "student-information": (
        "The registrar holds enrollment by grade, today's attendance and custody flags against paper.",
        "Counts are equal, and each flag of the sample is there.",
    ),
    "e-mail": (
        "Send a mail in, out and between two staff; read forwarding rules and delegates of administrators.",
        "All arrive, and no rule or delegate is unknown.",
    ),
    "bus-routing": (
        "Print tomorrow's sheet of two routes and hold it against the last printed ones.",
        "Stops, times and riders are those that drivers know.",
    ),
    "payroll": (
        "Make a trial run of the next pay; compare head count, gross, and bank details changed since.",
        "It equals the last run but for changes somebody can name.",
    ),
    "learning": (
        "A teacher opens a class, takes work in and gives a grade; a student sees it.",
        "Both see the same, and rosters are today's.",
    ),
    "point-of-sale": (
        "Sell one meal by card and one by name, and enter one from paper.",
        "Balances are right, and nobody in line can see who eats free (7 CFR 245.8).",
    ),
    "files": (
        "A teacher and a student open, change and keep a file; each tries a folder of the other.",
        "Their own opens, the other's is refused.",
    ),
    "device-management": (
        "Push a setting to one device, and look for commands that nobody here gave.",
        "It arrives, and no wipe or lock is waiting.",
    ),
    "testing": (
        "Start the secure browser's practice test on two devices of each model, through the filter.",
        "It starts and ends on both, and rosters are today's.",
    ),
    "print": ("Print a page from a classroom and from the office.", "Both come out where they should."),
    "library": (
        "Lend a book and take it back; enter loans made on paper.",
        "Both show under the right name.",
    ),
    "other": ("Do with it what people do with it every day, once.", "It does that, with the data of today."),
}
"""By function: what is looked at, and what good looks like."""


def accept_steps(extent: Extent) -> tuple[Step, ...]:
    """Return a step for each of the services, by which its owner accepts it; ids are ``SERVICE.accept``."""
    return tuple(_accept(extent, service) for service in extent.services)


def _accept(extent: Extent, service: Service) -> Step:
    look, good = LOOKS[service.function]
    return Step(
        f"{service.title}, accepted by {extent.called(service.owner)}: {look}",
        f"{service.name}.accept",
        expect=good,
        otherwise="It is not accepted, and the workaround goes on: " + service.workaround,
        action="accept",
        subject=service.name,
    )


def reopen_steps(extent: Extent) -> tuple[Step, ...]:
    """Return what is looked at before students log in anywhere; ids are ``district.reopen-N``."""
    steps = (
        _people_first(extent),
        _accounts(extent),
        _filter(extent),
        _records(extent),
        _vendors(extent),
    )
    return tuple(
        Step(each.what, f"district.reopen-{number}", (), each.expect, each.otherwise)
        for number, each in enumerate(steps, start=1)
    )


def _of(extent: Extent, *functions: Function) -> tuple[Service, ...]:
    return tuple(each for each in extent.services if each.function in functions)


def _named(found: Iterable[Service]) -> str:
    return listing((each.name for each in found), NOT_DECLARED)


def _people_first(extent: Extent) -> Step:
    return Step(
        "People can be reached and found: telephones with 911, mass notification, doors "
        f"({_named(_of(extent, 'phones', 'mass-notification', 'door-access'))}).",
        expect="Each is accepted in its site's plan, at every school.",
        otherwise="Schools do not open on the recovered network alone: radios and a copper line or mobile "
        "telephone in every office first.",
    )


def _accounts(extent: Extent) -> Step:
    return Step(
        f"Nobody logs in who should not: {_named(_of(extent, 'directory', 'key-vault'))}. After an intrusion "
        "every password is new, administrators' and staff's first, and second factors are set up again.",
        expect="The list of administrators was read by two, and nobody in it is unknown.",
        otherwise="Open to staff only, and only what does not hold records.",
    )


def _filter(extent: Extent) -> Step:
    filters, nets = _of(extent, "content-filter"), _of(extent, "student-internet")
    names = {each.name for each in filters}
    loose = [each.name for each in nets if not names & set(each.depends_on)]
    order = f" These do not wait for it by declaration, so open them by hand, last: {listing(loose)}."
    return Step(
        f"The content filter ({_named(filters)}) works before students get the Internet ({_named(nets)}): a "
        "filter is what E-rate money depends on (CIPA, 47 CFR 54.520)." + (order if loose else ""),
        expect="A blocked page was refused to a student's account, on a student's network, at each school.",
        otherwise="Students stay off the Internet; lessons go on with what is inside the district, or paper.",
    )


def _records(extent: Extent) -> Step:
    found = _of(extent, "student-information", "health-records")
    return Step(
        "Who is in the building, who may fetch a child, and what a nurse must know is right: "
        f"{_named(found)}.",
        expect="Registrar and nurse have signed in the sites' plans.",
        otherwise="Offices keep to paper: attendance, pick-up lists and health action plans (appendix D).",
    )


def _vendors(extent: Extent) -> Step:
    with_records = [each for each, data in extent.data_sets if data.privacy == "student-records"]
    vendors = {each.vendor for each in with_records if each.vendor}
    bare = sorted(name for name in vendors if not _has(extent, name, "ferpa"))
    said = f" No such agreement is declared for: {listing(bare)}." if bare else ""
    return Step(
        "No vendor that stepped in during the recovery holds student records without an agreement as a "
        "school official (FERPA, 34 CFR 99.31(a)(1)(i)(B)), and for children under 13 a written limit on "
        f"how long it keeps them (COPPA, 16 CFR 312.10).{said}",
        expect="Each vendor in the log has its agreement in appendix B, or has none of our records.",
        otherwise="Take the records back, have it say in writing that it kept none, and tell counsel.",
    )


def _has(extent: Extent, vendor: str, kind: str) -> bool:
    found = extent.vendor(vendor)
    return found is not None and any(each.kind == kind for each in found.agreements)
