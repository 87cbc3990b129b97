"""The corrective actions that the signed records hold open, for the commands that report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from drplan import wiring
from drplan.audit.actions import Action, actions
from drplan.audit.overdue import overdue_findings
from drplan.declare import District
from drplan.validate import Overdue


def recorded_actions(district: District, runbooks: Path, deploys: Path | None = None) -> tuple[Action, ...]:
    """Return every corrective action on record; raises ``EvidenceError`` when a chain is broken."""
    return actions(wiring.ledger(runbooks, deploys), district)


def overdue_on(district: District, day: date, runbooks: Path) -> tuple[Overdue, ...]:
    """Return the overdue ones as the rules of ``validate`` know them; raises ``EvidenceError``."""
    return overdue_findings(recorded_actions(district, runbooks), day)
