"""When it is over: what is seen to before anybody says so, and who signs (NIST SP 800-34r1, section 4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare.lookup import role_named
from drplan.explain.content import Step, Table
from drplan.explain.scenarios.matter import Matter

_BLANK = "________________"


def ending_steps(matter: Matter) -> tuple[Step, ...]:
    """Return the checklist; ids are ``SCENARIO.end-NUMBER``."""
    return tuple(
        Step(step.what, f"{matter.scenario.name}.end-{number}", step.commands, step.expect, step.otherwise)
        for number, step in enumerate(_steps(matter), start=1)
    )


def _steps(matter: Matter) -> Iterator[Step]:
    yield Step(
        "Each service's owner has seen it work with real data, and signs for it below.",
        otherwise="One is not back: it is not over for that one. Its workaround goes on, and people know.",
    )
    yield Step(
        "What was written on paper is entered, compared and signed by whoever keeps the papers. Sheets with "
        "names on them are locked away or destroyed as the retention schedule says."
    )
    yield Step(
        "Copies are made again of all that came back, and one of them is seen.",
        commands=("drplan backup status",),
        expect="Every data set is listed with a recovery point that is younger than the recovery.",
        otherwise="Begin those backups before anybody says that it is over.",
    )
    if matter.attack:
        yield from _after_attack()
    if matter.scenario.peril in ("fire-or-flood", "power-outage"):
        yield Step("What was in the room is listed as it is: whole, spoilt, or gone, with disks destroyed.")
    if matter.scenario.peril == "loss-of-staff":
        yield Step("The holders are back or replaced, and have taken over from their alternates in words.")
    yield Step(
        "What was lent or opened for the time is given back: rooms, lines, accounts, doors, envelopes."
    )
    yield Step(
        "Every paper that was used up is printed again, and the declaration says the new day (renewed_on)."
    )
    yield Step(
        "The whole record of the day is kept: this page with its times, the log, the texts that went out, "
        "the cases' numbers, the money spent. Within two weeks all who took part talk it through; what "
        "fell short becomes an action with a role and a day."
    )


def _after_attack() -> Iterator[Step]:
    yield Step(
        "How they came in is known and closed, and those who helped with it say so in writing.",
        otherwise="It is not known: treat every machine that was on the network as theirs. It is not over.",
    )
    yield Step(
        "Every password, key and certificate that was within reach is new: administrators, services, copies, "
        "vendors, and then everybody."
    )
    yield Step("Insurer and police have said in writing which evidence may go.")
    yield Step(
        "Whom the law has told of what was seen is settled with the lawyer, and the day is written down."
    )


def sign_off(matter: Matter) -> Table:
    """Return lines to sign: the owners of what came back, then who decides, then the superintendent."""
    owners: dict[str, list[str]] = {}
    for due in matter.due:
        owners.setdefault(due.service.owner, []).append(due.service.name)
    rows = [_line(name, f"works: {', '.join(names)}", matter) for name, names in owners.items()]
    rows.append(_line(matter.cast.decider, "recovery is over; workarounds end", matter))
    rows.append(_line(matter.role("superintendent").name, "staff, families and press are told", matter))
    return Table("Sign-off", ("Role", "Signs that", "Day and time", "Signature"), tuple(rows))


def _line(role: str, what: str, matter: Matter) -> tuple[str, ...]:
    return role_named(matter.district, role).title, what, _BLANK, _BLANK
