"""Evidence of what happens often: numbered, for a drift by the hour makes nine thousand records a year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from typing_extensions import override

from drplan.adapters.evidence_folder import R, RecordsFolder
from drplan.errors import EvidenceError
from drplan.ports import Signer

_NUMBER = re.compile(r"(\d{7})-")


class NumberedRecords(RecordsFolder[R]):
    """Records whose ids begin with their place in the chain, from 0000001.

    So the newest is known by its name: nothing else is read to add one. ``verify`` still reads them all.
    """

    @override
    def head(self) -> str | None:
        """Return the SHA-256 of the newest ``SHA256SUMS``; ``EvidenceError`` when that record was altered."""
        names = self.ids()
        try:
            return self._link(names[-1]).head if names else None
        except EvidenceError as error:
            way = f"see all of it: drplan evidence verify; then {self.rescue.format(root=self.root)}"
            raise EvidenceError(error.message, next_step=way) from error

    @override
    def append_next(
        self,
        record: R,
        files: Mapping[str, bytes],
        signer: Signer,
        *,
        secrets: Iterable[str] = (),
    ) -> Path:
        """Give the record the next number and add it after the newest one."""
        with self._alone():
            numbers = [int(match[1]) for match in map(_NUMBER.match, self.ids()) if match]
            told = {"id": f"{max(numbers, default=0) + 1:07d}-{record.id}", "previous": self.head()}
            return self._append(record.model_copy(update=told), files, signer, tuple(secrets))
