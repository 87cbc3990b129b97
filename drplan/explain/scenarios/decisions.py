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
    "vendor": "When do we stop waiting for a vendor that does not answer, and what do we do then?",
    "reporter": "Which text goes to staff, to families and to the press, and when?",
}
_SCHOOLS = timedelta(minutes=40)


def decision_table(matter: Matter) -> Table:
    """List the decisions in the order in which they are due; raises ``UsageError``."""
    asked = [item for item in matter.items if item.kind == "decision"]
    rows = [(item.at, _row(item, matter)) for item in asked if item.id != "insurer" or matter.insured]
    head = matter.role("superintendent")
    rows.append((_SCHOOLS, (_schools(), *_whose(head, matter), _by(_SCHOOLS))))
    ordered = [row for _, row in sorted(rows, key=lambda each: each[0])]
    over = ("Is it over: do the workarounds end, and who is told?", *_whose(_decider(matter), matter))
    ordered.append((*over, "when the list under When it is over is signed"))
    header = ("Decision", "Who decides", "Phone", "No answer: call", "By when, from the disruption")
    return Table("Decisions, in the order in which they are due", header, tuple(ordered))


def _row(item: Item, matter: Matter) -> tuple[str, ...]:
    role = role_named(matter.district, item.role)
    return (_question(item, matter), *_whose(role, matter), _by(item.at))


def _question(item: Item, matter: Matter) -> str:
    if item.id == "walk-back":
        return (
            "Which recovery point is taken: one from before the intruder came, and how much is lost by it?"
            if matter.attack
            else "Which copy and which recovery point are taken, and how much is lost by it?"
        )
    if item.id == "insurer" and not matter.attack:
        return "Is the insurer told before anything is moved, mended or thrown away?"
    if item.id == "first-deadline":
        return f"{_first_service(matter)} was to be back and is not: who is told, and what changes?"
    return _ASKED.get(item.id, item.text)


def _first_service(matter: Matter) -> str:
    return min(matter.due, key=lambda each: (each.promised.rto, each.wave, each.service.name)).service.title


def _schools() -> str:
    return "Do schools open, open late, stay closed, or send children home: before buses leave?"


def _decider(matter: Matter) -> Role:
    return role_named(matter.district, matter.cast.decider)


def _whose(role: Role, matter: Matter) -> Iterator[str]:
    other = role_named(matter.district, role.alternate) if role.alternate else None
    yield f"{role.title} (missing)" if role.name in matter.scenario.roles else role.title
    yield role.phone
    yield f"{other.title}, {other.phone}" if other else "none declared"


def _by(at: timedelta) -> str:
    return f"within {length(at)}"
