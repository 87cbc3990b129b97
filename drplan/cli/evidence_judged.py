"""What judging controls needs: records that verify, the declaration, and the hash of the plan in force."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from drplan import wiring
from drplan.audit.controls.case import Case
from drplan.cli.evidence_trust import trust
from drplan.errors import EvidenceError


def refuse_unverified(runbooks: Path, deploys: Path | None, *, but: Collection[str] = ()) -> None:
    """Raise ``EvidenceError`` when a record does not verify; ``but`` names chains that nothing is told by.

    To leave out what does not verify would leave out failures too.
    """
    seen = trust(runbooks, deploys, None)
    chains = [chain for noun, chain in wiring.chains(runbooks, deploys).items() if noun not in but]
    findings = [each for chain in chains for each in seen.verify(chain)]
    if findings:
        more = f"; {len(findings) - 1} more" if len(findings) > 1 else ""
        raise EvidenceError(
            f"the evidence does not verify, so nothing is judged: {findings[0].line()}{more}",
            next_step="see all of it: drplan evidence verify",
        )


def verified_case(inventory: Path, runbooks: Path, deploys: Path | None, day: date) -> Case:
    """Return what controls are judged from; raises ``EvidenceError`` when a record does not verify."""
    refuse_unverified(runbooks, deploys)
    district = wiring.district(inventory)
    plan = wiring.plan_in_force(inventory, runbooks)
    return Case(wiring.ledger(runbooks, deploys), district, day, plan)
