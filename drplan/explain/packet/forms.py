"""Lines that are filled in by hand: who sealed it, and every time it was opened."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.content import Table
from drplan.explain.document import Block, Heading, Paragraph

_LINE = f"{'.' * 22} {'.' * 22}"
"""Two lines of a cell: room for a hand."""
_OPENINGS = 6


def forms() -> Iterator[Block]:
    """Yield the sign-off and the log."""
    yield Heading(2, "Sealed by", "sealed")
    duties = ("Printed by", "Checked against the declaration by", "Sealed by, seal number", "Kept at, by")
    yield Table(
        "Sign-off",
        ("Duty", "Role", "Signature", "Date"),
        tuple((duty, _LINE, _LINE, _LINE) for duty in duties),
    )
    yield Heading(2, "Log of openings", "log")
    yield Paragraph("A packet that was opened is void for the next day: print and seal a new one.")
    numbers = range(1, _OPENINGS + 1)
    yield Table(
        "Every opening",
        ("No.", "Day and time", "Opened by (role, signature)", "Why", "New seal number"),
        tuple((str(number), _LINE, _LINE, _LINE, _LINE) for number in numbers),
    )
