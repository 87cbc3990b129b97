"""What every command shares that signs what was seen of repositories: the chain, the occasion, the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from drplan import wiring
from drplan.act.check_account import Occasion
from drplan.cli.frame import Exit, finish
from drplan.declare import District
from drplan.errors import EvidenceError
from drplan.record.integrity import CheckRecord, RepositoryRecord


def trusted(runbooks: Path) -> list[CheckRecord]:
    """Return the records so far; raises ``EvidenceError`` when they do not verify."""
    evidence = wiring.check_evidence(runbooks / wiring.CHECKS)
    findings = evidence.verify() if evidence.ids() else []
    if findings:
        way = evidence.rescue.format(root=evidence.root)
        raise EvidenceError(
            f"the records of earlier checks do not verify: {findings[0].line()}",
            next_step=f"see all of it: drplan evidence verify; then {way}",
        )
    return evidence.records()


def occasion(district: District, inventory: Path, role: str, started: datetime) -> Occasion:
    """Return who does it, where, since when, until now."""
    return Occasion(
        wiring.circumstances(district, inventory, role),
        wiring.enter().where,
        wiring.operator_account(),
        started,
        wiring.clock().now(),
    )


def finish_with(found: Sequence[RepositoryRecord]) -> NoReturn:
    """End: 1 when one fails, 3 when one is without evidence, 2 when all are."""
    outcomes = [each.verdict.outcome for each in found]
    if "fail" in outcomes:
        finish(Exit.FALLS_SHORT)
    if "no-evidence" in outcomes:
        finish(Exit.NOT_DONE if {*outcomes} == {"no-evidence"} else Exit.IN_PART)
    finish(Exit.WELL)
