"""What one look saw, finer than healthy or not: being turned away is not the same as getting no answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from drplan.ports import Sighting

_LONGEST = 300

State = Literal["healthy", "other", "hidden", "refused", "silent", "untried", "unequipped"]
"""``other``: it answers, but not as it should. ``hidden``: it says that there is nothing. ``refused``: it
turns us away. ``silent``: no answer that can be read. ``untried``: this machine could not even ask.
``unequipped``: a program that the look needs is missing, here or where it runs; nothing was seen."""


@dataclass(frozen=True)
class Seen:
    """One look; only ``healthy`` is good news. ``detail`` holds no secret and nothing of a person.

    ``said`` is what a program printed that failed; it is compared, and never kept.
    """

    state: State
    detail: str
    said: bytes = field(default=b"", repr=False)

    def sighting(self) -> Sighting:
        """Return it as a drill keeps it, in one line."""
        return Sighting(
            healthy=self.state == "healthy",
            detail=one_line(self.detail),
            looked=self.state != "unequipped",
        )


def one_line(text: str) -> str:
    """Return a text, which a hostile server may have had a part in, as one short printable line."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:_LONGEST]
