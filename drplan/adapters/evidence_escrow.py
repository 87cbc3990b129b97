"""The evidence of opened escrows, beside the drills': it says that ``confirmed_on`` may be believed."""

from __future__ import annotations

from drplan.adapters.evidence_folder import RecordsFolder
from drplan.record.escrow import EscrowRecord


class EscrowEvidence(RecordsFolder[EscrowRecord]):
    """All records of escrow checks of a district, kept in git."""

    kind = EscrowRecord
    rescue = "bring {root} back from git"
