"""What office suites are held to, by the signed records of their assessments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drplan.errors import EvidenceError
from drplan.wiring.records import POSTURE, posture_evidence

if TYPE_CHECKING:
    from drplan.ports import Enforcer
    from drplan.record.posture import PostureRecord

RUNBOOKS = Path("runbooks")


def posture_records(runbooks: Path = RUNBOOKS) -> tuple[PostureRecord, ...]:
    """Return the records of assessments, first to last; raises ``EvidenceError`` when one does not verify."""
    chain = posture_evidence(runbooks / POSTURE)
    if findings := chain.verify():
        raise EvidenceError(
            f"a record of an assessment does not verify: {findings[0].line()}",
            next_step="see all of it: drplan evidence verify",
        )
    return tuple(chain.records())


def posture_enforcer() -> Enforcer:
    """Return what holds office suites to the policies they declare: it reads records and changes nothing."""
    from drplan.act.posture_enforcer import PostureEnforcer
    from drplan.adapters.clock import SystemClock

    return PostureEnforcer(posture_records, SystemClock())
