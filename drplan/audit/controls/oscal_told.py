"""What an OSCAL document tells of: objectives, the records behind them, and what each is called."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from drplan.audit.controls.case import Case
from drplan.audit.controls.judge import ControlJudgement, RuleJudgement
from drplan.measure.verdict import Outcome, worst
from drplan.record.approval import RecordRef
from drplan.record.kept import SignedRecord

NAMESPACE = "https://drplan.example/ns/oscal"

Json = dict[str, Any]
"""A part of a document."""


@dataclass(frozen=True)
class Objective:
    """One objective with all rules that speak of it."""

    id: str
    control: ControlJudgement
    parts: tuple[RuleJudgement, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst that its rules say."""
        return worst(each.verdict for each in self.parts).outcome

    def because(self) -> str:
        """Return why, in one line."""
        verdict = worst(each.verdict for each in self.parts)
        return "; ".join(verdict.because) or "every rule passes"


@dataclass(frozen=True)
class Told:
    """A case and the judgements that a document holds. The same state gives every part the same id."""

    case: Case
    judgements: Sequence[ControlJudgement]

    @cached_property
    def objectives(self) -> Sequence[Objective]:
        """Each objective that a rule speaks of, in the order of the controls."""
        return [
            Objective(name, each, tuple(part for part in each.parts if name in part.asked.objectives))
            for each in self.judgements
            for name in dict.fromkeys(name for part in each.parts for name in part.asked.objectives)
        ]

    @cached_property
    def records(self) -> Mapping[RecordRef, SignedRecord]:
        """The records that the judgements rest on."""
        wanted = {ref for each in self.judgements for ref in each.evidence}
        return {ref: each for each in self.case.ledger if (ref := self.case.ref(each)) in wanted}

    def judged(self) -> list[Objective]:
        """Return the objectives that apply."""
        return [each for each in self.objectives if each.outcome != "not-applicable"]

    def record_id(self, ref: RecordRef) -> str:
        """Return what a record is called."""
        return self.id("record", ref.noun, ref.id, ref.head)

    def id(self, *what: str) -> str:
        """Return the UUID of what these words tell apart."""
        return str(uuid5(self._root, "\n".join(what)))

    @cached_property
    def _root(self) -> UUID:
        return uuid5(NAMESPACE_DNS, self.case.district.domain)

    def started(self) -> datetime:
        """Return when the first of the records began; without any, the day's beginning."""
        return min((each.started for each in self.records.values()), default=self._midnight())

    def ended(self) -> datetime:
        """Return when the last of the records ended; without any, the day's beginning."""
        return max((each.ended for each in self.records.values()), default=self._midnight())

    def _midnight(self) -> datetime:
        return datetime.combine(self.case.day, time(), UTC)


def verdict_prop(outcome: Outcome) -> Json:
    """Return drplan's own verdict, which tells more than OSCAL's two states."""
    return {"name": "verdict", "ns": NAMESPACE, "value": outcome}


def control_id(control: str) -> str:
    """Return a control's id as NIST's catalogue writes it: ``CP-9(1)`` is ``cp-9.1`` there."""
    return control.lower().replace("(", ".").replace(")", "")


def text(content: object) -> str:
    """Return content as text that is the same for the same content."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def moment(when: datetime) -> str:
    """Return a time as OSCAL writes it."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")
