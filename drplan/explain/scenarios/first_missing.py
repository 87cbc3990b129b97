"""The first hour when those are gone who keep things running: people, or a vendor."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare.lookup import role_named, vendor_named
from drplan.explain.content import Step
from drplan.explain.scenarios.first_common import decide
from drplan.explain.scenarios.matter import Matter
from drplan.explain.words import length, listing


def staff(matter: Matter) -> Iterator[Step]:
    """Put the alternates in, hold changes, and see that copies are still made."""
    yield decide(matter)
    for name in matter.scenario.roles:
        role = role_named(matter.district, name)
        yield Step(
            f"{matter.called(role)}. Hand the duty over: keys, envelopes, the printed runbooks, and what is "
            "under way. Write down from when.",
            expect="The alternate has opened one server, one device and one copy, alone.",
            otherwise="Something stays shut: open its envelope with the role that holds it.",
        )
    yield Step(
        "Change nothing that can wait. Hold every deploy, and say so to those who asked for one.",
    )
    yield Step(
        "See that backups go on.",
        commands=("drplan backup status",),
        expect="Every data set is listed with a recovery point within its time.",
        otherwise="It names what is late: the alternate calls the vendor or the partner who can help.",
    )
    yield Step(
        "If somebody left in anger, block that holder's accounts, keys and badges before anything else. "
        f"Done by: {matter.called(matter.role('superintendent'))}."
    )
    yield Step(
        "Ask for hands: the partner districts and the vendors with a support agreement are under Whom to "
        "call."
    )


def vendor(matter: Matter) -> Iterator[Step]:
    """Take our own data while it can still be taken, and hold them to the agreement."""
    for name in matter.scenario.vendors:
        found = vendor_named(matter.district, name)
        promised = (
            f"It promised to be back within {length(found.rto)}." if found.rto else "It promised no time."
        )
        yield Step(
            f"Call {found.title}, {found.phone}, and write to {found.email}: is it down, or closing, and "
            f"from which day? {promised} Done by: {matter.called(matter.role('business'))}.",
            expect="An answer in writing, with a day.",
            otherwise="None by the end of the day: take it as closed.",
        )
    yield decide(matter)
    held = [data.name for service in matter.down for data in service.data_sets]
    yield Step(
        "Take a last export of our own data while it answers: "
        f"{listing(held, 'no data set is declared of it')}.",
        commands=tuple(f"drplan backup run --data-set {name}" for name in held),
        expect="A new recovery point of each, with as many records as the last one had.",
        otherwise="It gives nothing any more: the newest recovery point is what we have. Write its age down.",
    )
    yield Step(
        "Ask in writing that the district's records are given back or destroyed, and that nobody else gets "
        f"them, as the agreement says (34 CFR 99.33). Done by: {matter.called(matter.role('business'))}."
    )
    yield Step(
        "Close what it has of ours: its logins, keys and feeds. Done by: "
        f"{matter.called(matter.role('systems'))}.",
    )
