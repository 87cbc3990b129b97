"""Evidence of what happens often: numbered, for a drift by the hour makes nine thousand records a year."""

from __future__ import annotations

import re

from typing_extensions import override

from drplan.adapters.evidence_folder import RecordsFolder
from drplan.adapters.evidence_records import R
from drplan.record.head import ChainHead

_NUMBER = re.compile(r"(\d{7})-")


class NumberedRecords(RecordsFolder[R]):
    """Records whose ids begin with their place in the chain, from 0000001.

    So the newest is known by its name: nothing else is read to add one. ``verify`` still reads them all.
    """

    @override
    def _following(self, record: R, end: ChainHead | None) -> R:
        match = _NUMBER.match(end.newest) if end else None
        number = int(match[1]) if match else end.count if end else 0
        return super()._following(record.model_copy(update={"id": f"{number + 1:07d}-{record.id}"}), end)
