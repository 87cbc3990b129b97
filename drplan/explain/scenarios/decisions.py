"""Who decides what, by when: what a tabletop of this scenario asks for, as orders for the real day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import Role
from drplan.declare.lookup import role_named
from drplan.explain.content import Table
from drplan.explain.scenarios.matter import Matter
from drplan.explain.words import length
from drplan.plan.tabletop import Item

_ASKED = {
    "declare": "Is this a disaster: does recovery begin, and of what?",
    "isolate": "What is taken off the network, and what stays powered on as evidence?",
    "insurer": "Who is told, in which order: insurer, police, state, families? Nothing is wiped before.",
    "walk-back": "Which copy and which recovery point are taken, and how much is lost by it?",
    "vendor": "When do we stop waiting for a vendor that does not answer, and what do we do then?",
    "reporter": "Which text goes to staff, to families and to the press, and when?",
}
_FROM_BEFORE = "Which recovery point is taken: one from before the intruder came, and how much is lost by it?"
_OTHERWISE = {
    ("walk-back", "ransomware"): _FROM_BEFORE,
    ("walk-back", "tenant-takeover"): _FROM_BEFORE,
    ("isolate", "tenant-takeover"): "Whose sessions and accounts are cut off, and what is kept as evidence?",
    ("insurer", "fire-or-flood"): "Is the insurer told before anything is moved, mended or thrown away?",
    ("insurer", "power-outage"): "Is the insurer told before anything is moved, mended or thrown away?",
}
_WITH_PEOPLE_AWAY = ("declare", "reporter")
_SCHOOLS, _A_DAY = timedelta(minutes=40), timedelta(days=1)
_OPEN = "Do schools open, open late, stay closed, or send children home: before buses leave?"
_NEXT_HOST = "Who hosts it next, or do we run it here: by which agreement, and who signs?"


def decision_table(matter: Matter) -> Table:
    """List the decisions in the order in which they are due; raises ``UsageError``."""
    rows = [*_asked(matter), *_beside(matter)]
    ordered = [row for _, row in sorted(rows, key=lambda each: each[0])]
    over = ("Is it over: do the workarounds end, and who is told?", *_whose(_decider(matter), matter))
    ordered.append((*over, "when the list under When it is over is signed"))
    header = ("Decision", "Who decides", "Phone", "No answer: call", "By when, from the disruption")
    return Table("Decisions, in the order in which they are due", header, tuple(ordered))


def _asked(matter: Matter) -> Iterator[tuple[timedelta, tuple[str, ...]]]:
    """Yield those of the tabletop; where nothing is down there is nothing to bring back, and no copy."""
    for item in matter.items:
        fits = item.id in _WITH_PEOPLE_AWAY if not matter.down else matter.insured or item.id != "insurer"
        if item.kind == "decision" and fits:
            role = role_named(matter.district, item.role)
            yield item.at, (_question(item, matter), *_whose(role, matter), _by(item.at))


def _beside(matter: Matter) -> Iterator[tuple[timedelta, tuple[str, ...]]]:
    if matter.down:
        yield _SCHOOLS, (_OPEN, *_whose(matter.role("superintendent"), matter), _by(_SCHOOLS))
    if matter.scenario.peril == "failed-vendor":
        yield _A_DAY, (_NEXT_HOST, *_whose(matter.role("business"), matter), _by(_A_DAY))


def _question(item: Item, matter: Matter) -> str:
    if item.id == "declare" and not matter.down:
        return "Who takes over from those who are missing, and what is put off?"
    if item.id == "first-deadline":
        return (
            f"The time of {_first_service(matter)} has run out and it is not back: who is told, what changes?"
        )
    return _OTHERWISE.get((item.id, matter.scenario.peril)) or _ASKED.get(item.id, item.text)


def _first_service(matter: Matter) -> str:
    return min(matter.due, key=lambda each: (each.promised.rto, each.wave, each.service.name)).service.title


def _decider(matter: Matter) -> Role:
    return role_named(matter.district, matter.cast.decider)


def _whose(role: Role, matter: Matter) -> Iterator[str]:
    yield matter.titled(role)
    yield role.phone
    yield matter.instead(role)


def _by(at: timedelta) -> str:
    return f"within {length(at)}"
