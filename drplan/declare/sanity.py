"""What a backup may find changed without a doubt, and which doubts were looked into."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from drplan.declare.base import Declared, Name, Text

Share = Annotated[float, Field(gt=0, lt=1)]
"""A part of a whole, between 0 and 1."""

SnapshotId = Annotated[str, Field(pattern=r"^[0-9a-f]{8,64}$")]
"""A restic snapshot's id, or its first eight characters or more."""


class Ignored(Declared):
    """A doubt that is never raised about a data set, as that is how it lives."""

    word: Literal["shrunk", "encrypted", "churned"]
    """The doubt."""
    because: Text
    """Why it says nothing here: a cache, a spool, files that are encrypted by their owners."""


class Tolerance(Declared):
    """How much of a data set may differ from the last good recovery point without a doubt.

    docs/sanity.md gives the reasons for the values that are taken unless others are declared.
    """

    shrink: Share = 0.5
    """The share of its entries, bytes or rows that may be missing against the usual."""
    churn: Share = 0.25
    """The share of its files that may be rewritten at once, or half as many again over 21 backups."""
    encrypted: Share = 0.02
    """The share of its files that may give way to dense ones; a quarter of it may turn dense in place."""
    ignore: tuple[Ignored, ...] = ()
    """Doubts that are not raised, each with its reason."""


class Accepted(Declared):
    """Recovery points that were doubted, looked into, and found good: what follows is held against them."""

    snapshots: Annotated[tuple[SnapshotId, ...], Field(min_length=1)]
    """Their snapshots, one in each copy."""
    because: Text
    """What was found: the graduates' folders were deleted on purpose."""
    by_role: Name
    """The role that looked."""
    on: date
    """The day it did."""

    def covers(self, snapshot: str) -> bool:
        """Say whether a snapshot, by its whole id, is one of these."""
        return any(snapshot.startswith(each) for each in self.snapshots)
