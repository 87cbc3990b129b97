"""What a restore from production's copies shows of one data set."""

from __future__ import annotations

from drplan.audit.controls.case import Case
from drplan.audit.controls.found import Found, fails, holds, unshown
from drplan.record.drill import DataSetRecord, DrillRecord

PROOF = "drplan drill run --data-only"
"""What makes such a record."""


def proven(case: Case, name: str, seen: tuple[DrillRecord, DataSetRecord] | None, within_days: int) -> Found:
    """Judge the newest restore of one data set: whole, not empty, and within the days."""
    if seen is None:
        return unshown(f"{name}: no restore from production's copies is on record; {PROOF}")
    drill, shown = seen
    ref = case.ref(drill)
    if shown.verdict.outcome == "fail" or (shown.verdict.outcome == "pass" and not whole(shown)):
        return fails(f"{name}: did not come back whole on {drill.ended.date()}", ref)
    if shown.verdict.outcome != "pass" or not shown.entries:
        why = "; ".join(shown.verdict.because) or "it was empty"
        return unshown(f"{name}: its last restore shows nothing ({why}); {PROOF}", ref)
    if case.old(drill) > within_days:
        return fails(f"{name}: last brought back {case.old(drill)} days ago, {within_days} allowed", ref)
    return holds(f"{name}: came back whole on {drill.ended.date()}", ref)


def whole(shown: DataSetRecord) -> bool:
    """Tell whether all that was looked at came back as it was."""
    return shown.verdict.outcome == "pass" and shown.matched == shown.entries
