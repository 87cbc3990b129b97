"""The evidence of assessed tenants, beside the drills'."""

from __future__ import annotations

from drplan.adapters.evidence_numbered import NumberedRecords
from drplan.record.posture import PostureRecord


class PostureEvidence(NumberedRecords[PostureRecord]):
    """All records of results that were brought in, kept in git."""

    kind = PostureRecord
    rescue = "bring {root} back from git"
