"""What every record and each part of one has in common."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from drplan.measure.verdict import Verdict


class Kept(BaseModel):
    """A frozen part of a record.

    ``later`` names the fields that came after records were first signed: one that holds its default is not
    written, so that older records keep their bytes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    later: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _without_the_unsaid(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        unsaid = {name for name in self.later if getattr(self, name) == fields[name].default}
        return {name: value for name, value in written(self).items() if name not in unsaid}


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


def record_id(begun: datetime, called: str) -> str:
    """Return what a record is called: when it began (``begun`` is UTC), to the second, and of what it is."""
    return f"{begun:%Y%m%dT%H%M%SZ}-{called}"
