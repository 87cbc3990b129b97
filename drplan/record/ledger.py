"""All signed records of a district side by side: what judging controls, actions and standing reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from drplan.record.approval import ApprovalRecord, RecordRef
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord
from drplan.record.kept import SignedRecord
from drplan.record.posture import PostureRecord


@dataclass(frozen=True)
class Ledger:
    """The records of each chain, first to last; ``heads`` holds each chain's own head, by noun."""

    drills: tuple[DrillRecord, ...] = ()
    deploys: tuple[DeployRecord, ...] = ()
    checks: tuple[CheckRecord, ...] = ()
    escrows: tuple[EscrowRecord, ...] = ()
    exercises: tuple[ExerciseRecord, ...] = ()
    approvals: tuple[ApprovalRecord, ...] = ()
    postures: tuple[PostureRecord, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[SignedRecord]:
        """Yield all of them, chain by chain."""
        for chain in self._chains():
            yield from chain

    def ref(self, record: SignedRecord) -> RecordRef:
        """Return what names a record of this ledger. Its head is empty when nothing here tells it."""
        head = self._heads.get((record.noun, record.id), "")
        return RecordRef(noun=record.noun, id=record.id, head=head)

    def _chains(self) -> tuple[tuple[SignedRecord, ...], ...]:
        return (
            self.drills,
            self.deploys,
            self.checks,
            self.escrows,
            self.exercises,
            self.approvals,
            self.postures,
        )

    @cached_property
    def _heads(self) -> Mapping[tuple[str, str], str]:
        """Each record's head: the next one names it, and of a chain's last one ``heads`` does."""
        found: dict[tuple[str, str], str] = {}
        for chain in self._chains():
            for record, following in pairwise(chain):
                found[record.noun, record.id] = following.previous or ""
            for last in chain[-1:]:
                found[last.noun, last.id] = self.heads.get(last.noun, "")
        return found
