"""Bringing something back beside production, in the account where production stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drplan.declare.data import DataSet
from drplan.ports.data import Entries


@dataclass(frozen=True)
class Kept:
    """What a copy holds of a data set that one text stands for, and the manifest kept with it."""

    content: str
    expected: Entries
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Rehearsal:
    """Whose a thing made for a rehearsal is, and until when it may stand."""

    token: str
    until: datetime


class Beside(Protocol):
    """Makes a thing of its own beside production, reads it, and takes away only what a rehearsal made."""

    def bring(self, data_set: DataSet, kept: Kept, name: str, rehearsal: Rehearsal | None) -> Sequence[str]:
        """Make ``name`` of what was kept, marked as a rehearsal's; returns notes.

        Raises ``UsageError`` for a name that is taken, and the errors of AWS.
        """
        ...

    def read(self, data_set: DataSet, kept: Kept, name: str) -> Entries:
        """Return the manifest of ``name`` as it stands, as far as the one that was kept tells."""
        ...

    def remove(self, data_set: DataSet, name: str, rehearsal: Rehearsal) -> str:
        """Take ``name`` away, when it carries the mark; returns one line, also when it was never made."""
        ...

    def sweep(self, data_set: DataSet, now: datetime) -> Sequence[str]:
        """Take away what earlier rehearsals left whose time is over; returns a line for each."""
        ...
