"""A tabletop's script as a page to read from and to write on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import District
from drplan.declare.lookup import role_named
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Notice, Paragraph
from drplan.explain.words import count, length, listing
from drplan.plan.clock import Due
from drplan.plan.tabletop import Item, Script

_DOTS = " ".join(["." * 24] * 3)
HOW_TO_LEAD = (
    "Read the situation aloud, then each item at its time. Times count from the beginning of the exercise.",
    "Ask; do not answer. Write down which role decided what, and how long it took. Roles, never names.",
    "A step is timed only when it is really done. What is talked through is a guess: mark it so.",
    "Nothing is changed on any system in a tabletop. If something real happens, the exercise ends.",
    "Stop at the end of the time. What was not reached is an observation too.",
)


def script_page(script: Script, district: District) -> Document:
    """Lay the script out; raises ``UsageError`` for a role that is not declared."""
    return Document(f"Tabletop: {script.title}", district.name, 0, tuple(_blocks(script, district)))


def _blocks(script: Script, district: District) -> Iterator[Block]:
    yield Notice("This is an exercise. Begin and end every call with these words.")
    yield Facts(tuple(_facts(script, district)))
    yield Heading(2, "For the facilitator", "lead")
    yield Bullets(HOW_TO_LEAD)
    yield Heading(2, "Situation", "situation")
    yield Bullets(script.situation)
    yield Heading(2, "Who takes part", "people")
    yield _people(script, district)
    yield Heading(2, "Order of recovery, and by when", "order")
    yield _order(script.due)
    yield Heading(2, "Script", "script")
    for item in script.items:
        yield from _item(item, district)
    yield Heading(2, "At the end", "end")
    yield Paragraph("Rate each: met, partly met, not met, not tried; and say why.")
    yield Bullets(tuple(f"{objective} {_DOTS}" for objective in script.objectives))
    for what in ("Observations", "Recommendations"):
        yield Paragraph(f"{_DOTS} {_DOTS}", what)
    yield Paragraph(f"issue, owner role, start, due, closed {_DOTS} {_DOTS}", "Corrective actions")


def _facts(script: Script, district: District) -> Iterator[tuple[str, str]]:
    yield "Kind", script.kind
    yield "Scenario", script.scenario + (f" ({script.peril})" if script.peril else "")
    yield "Rehearsed as on", script.day.isoformat()
    yield "Led by", role_named(district, script.sponsor).title
    timed = [item.declared or timedelta(0) for item in script.items if item.kind == "step"]
    yield (
        "Holds",
        (
            f"{count(sum(i.kind == 'inject' for i in script.items), 'inject')}, "
            f"{count(sum(i.kind == 'decision' for i in script.items), 'decision')}, "
            f"{count(len(timed), 'human step')} ({length(sum(timed, timedelta(0)))} as declared)"
        ),
    )


def _people(script: Script, district: District) -> Table:
    found = [role_named(district, name) for name in script.participants]
    rows = tuple(
        (
            role.title,
            role.phone,
            role_named(district, role.alternate).title if role.alternate else "none declared",
            listing((i.id for i in script.items if i.role == role.name), "watches"),
        )
        for role in found
    )
    return Table("Roles", ("Role", "Phone", "Alternate", "Is asked for"), rows)


def _order(due: tuple[Due, ...]) -> Table:
    rows = tuple(
        (
            each.service.name,
            str(each.wave),
            length(each.promised.rto),
            length(each.promised.mtd),
            length(each.promised.rpo),
            listing(each.service.depends_on, "nothing"),
            each.period.title if each.period else "",
        )
        for each in due
    )
    header = (
        "Service",
        "Wave",
        "Back by (RTO)",
        "At the latest (MTD)",
        "May lose",
        "Waits for",
        "Because of",
    )
    return Table("Counted from the disruption", header, rows)


def _item(item: Item, district: District) -> Iterator[Block]:
    role = role_named(district, item.role)
    yield Heading(3, f"T+{clock_time(item.at)} {item.kind}: {item.id} ({role.title})", f"item.{item.id}")
    yield Paragraph(item.text)
    yield Bullets(item.ask)
    if item.kind == "inject":
        yield Paragraph(_DOTS, "What the room did")
        return
    if item.kind == "step":
        declared = length(item.declared or timedelta(0))
        yield Paragraph(
            f"declared {declared}. Began .......... Ended .......... done / talked through / not possible",
            "Timer",
        )
    yield Paragraph(
        f"{_DOTS} Role ............ At ..........", "Decided" if item.kind == "decision" else "By"
    )


def clock_time(span: timedelta) -> str:
    """Write a time since the beginning as ``1:30``, hours and minutes."""
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
