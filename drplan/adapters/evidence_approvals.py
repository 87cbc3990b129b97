"""The evidence of reviews and approvals, beside the drills'."""

from __future__ import annotations

from drplan.adapters.evidence_numbered import NumberedRecords
from drplan.record.approval import ApprovalRecord


class ApprovalEvidence(NumberedRecords[ApprovalRecord]):
    """All records of what other roles did with evidence, kept in git."""

    kind = ApprovalRecord
    rescue = "bring {root} back from git"
