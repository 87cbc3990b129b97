"""The evidence of exercises, beside the drills': who, by role, decided what, and what is to be mended."""

from __future__ import annotations

from drplan.adapters.evidence_folder import RecordsFolder
from drplan.record.exercise import ExerciseRecord


class ExerciseEvidence(RecordsFolder[ExerciseRecord]):
    """All records of exercises of a district, kept in git."""

    kind = ExerciseRecord
    rescue = "bring {root} back from git"
