"""The tampering table: what was done to a recovery point, and what a drill must say of it.

docs/tampering.md shows these rows. Each does its harm to a desk whose data set was kept once, well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

BOTH = ("scratch", "stream")


@dataclass(frozen=True)
class Row:
    """One way to do harm. ``says`` is in what the drill says; ``soak``: only in the long tests.

    ``harm`` may return what the drill is to be told besides.
    """

    name: str
    done: str
    says: str
    harm: Callable[[Any], dict[str, Any] | None]
    modes: tuple[str, ...]
    soak: bool


ROWS: dict[str, Row] = {}


def row(done, says, *, modes=BOTH, soak=True):
    """Register what a function does as a row of the table."""

    def register(harm):
        assert harm.__name__ not in ROWS
        ROWS[harm.__name__] = Row(harm.__name__, done, says, harm, modes, soak)
        return harm

    return register


def table():
    """Return the rows as lines of Markdown."""
    lines = ["| what was done | the drill fails and says | run |", "|---|---|---|"]
    for each in ROWS.values():
        when = "soak" if each.soak else "every change"
        lines.append(f"| {each.done} | `{each.says}` | {when} |")
    return lines
