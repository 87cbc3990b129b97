"""All signed records of a district side by side: what judging controls, actions and standing reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drplan.record.approval import ApprovalRecord
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord
from drplan.record.kept import SignedRecord


@dataclass(frozen=True)
class Ledger:
    """The records of each chain, first to last."""

    drills: tuple[DrillRecord, ...] = ()
    deploys: tuple[DeployRecord, ...] = ()
    checks: tuple[CheckRecord, ...] = ()
    escrows: tuple[EscrowRecord, ...] = ()
    exercises: tuple[ExerciseRecord, ...] = ()
    approvals: tuple[ApprovalRecord, ...] = ()

    def __iter__(self) -> Iterator[SignedRecord]:
        """Yield all of them, chain by chain."""
        for chain in (
            self.drills,
            self.deploys,
            self.checks,
            self.escrows,
            self.exercises,
            self.approvals,
        ):
            yield from chain
