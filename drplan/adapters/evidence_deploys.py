"""The evidence of deploys."""

from __future__ import annotations

from drplan.adapters.evidence_numbered import NumberedRecords
from drplan.record.deploy import DeployRecord


class DeployEvidence(NumberedRecords[DeployRecord]):
    """All deploy records of one machine."""

    kind = DeployRecord
    rescue = "move {root} to a safe place whole: the next deploy begins a new chain"
