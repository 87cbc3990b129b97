"""The evidence of repository checks."""

from __future__ import annotations

from drplan.adapters.evidence_numbered import NumberedRecords
from drplan.record.integrity import CheckRecord


class CheckEvidence(NumberedRecords[CheckRecord]):
    """All records of repository checks, kept in git: what is to be read next is told by them alone."""

    kind = CheckRecord
    rescue = "bring {root} back from git, or move it away whole: the next check begins a new chain"
