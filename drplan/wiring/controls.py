"""What judging controls reads beside the ledger: every chain, and the plan in force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from drplan.wiring.records import (
    APPROVALS,
    CHECKS,
    ESCROWS,
    EXERCISES,
    approval_evidence,
    check_evidence,
    deploy_evidence,
    escrow_evidence,
    evidence,
    exercise_evidence,
)

if TYPE_CHECKING:
    from drplan.record.findings import EvidenceFinding


class Verified(Protocol):
    """A chain of signed records, as far as it can be verified."""

    def verify(self) -> list[EvidenceFinding]:
        """Return what is wrong with it."""
        ...


def chains(runbooks: Path, deploys: Path | None = None) -> tuple[Verified, ...]:
    """Return every chain that a ledger is made of."""
    return (
        evidence(runbooks / "evidence"),
        deploy_evidence(deploys),
        check_evidence(runbooks / CHECKS),
        escrow_evidence(runbooks / ESCROWS),
        exercise_evidence(runbooks / EXERCISES),
        approval_evidence(runbooks / APPROVALS),
    )


def plan_in_force(inventory: Path, runbooks: Path) -> str:
    """Return the hash of the plan: the pages as they lie in ``runbooks``, and the inventory beside them."""
    from drplan.adapters.inventory import inventory_digest
    from drplan.explain.pages import pages_on_disk
    from drplan.record.plan_hash import plan_sha256

    return plan_sha256(pages_on_disk(runbooks), inventory_digest(inventory))
