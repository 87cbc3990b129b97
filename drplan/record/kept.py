"""What every record and each part of one has in common."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from drplan.measure.verdict import Verdict


class Kept(BaseModel):
    """A frozen part of a record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SignedRecord(Kept):
    """A record in a chain. ``previous`` is the head of the chain before it (see :mod:`drplan.record.chain`).

    ``noun`` is what people call what it is the record of.
    """

    noun: ClassVar[str]

    id: str
    started: datetime
    ended: datetime
    verdict: Verdict
    previous: str | None

    def unwritten(self) -> set[str]:
        """Return the names of fields that this record says nothing in, and therefore does not write."""
        return set()
