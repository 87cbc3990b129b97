"""The evidence on disk: one folder a record, written whole or not at all, by one writer at a time.

::

    ROOT/allowed_signers          every key the district ever signed with
    ROOT/HEAD                     how many records there are, and the newest one's head
    ROOT/HEAD.sig                 an SSHSIG over HEAD
    ROOT/ID/record.json           the record, in canonical form
    ROOT/ID/SHA256SUMS            over everything else in the folder
    ROOT/ID/SHA256SUMS.sig        an SSHSIG over SHA256SUMS
    ROOT/.staging                 what a writer that died left; the next one finishes it or clears it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path

from drplan.adapters.evidence_disk import failed, locked
from drplan.adapters.evidence_end import see_signed
from drplan.adapters.evidence_records import R, RecordsRead
from drplan.adapters.evidence_staging import see_names
from drplan.errors import EvidenceError
from drplan.ports import Signer
from drplan.record.canonical import record_bytes
from drplan.record.drill import DrillRecord
from drplan.record.folder import RecordFiles
from drplan.record.head import HEAD, HEAD_SIGNATURE, ChainHead, HeadFiles, covering, head_bytes
from drplan.record.redaction import redacted
from drplan.record.secrets_scan import refuse_names, refuse_secrets, refuse_shapes
from drplan.record.signers import SIGNERS, read_signers, with_signer
from drplan.record.sums import RECORD, SIGNATURE, SUMS, sha256, write_sums

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_TAKEN = frozenset({SIGNERS, HEAD, HEAD_SIGNATURE})


class RecordsFolder(RecordsRead[R]):
    """The records of one kind, with a writer for the next one."""

    def allow(self, line: str) -> None:
        """Put a key's line into ``allowed_signers`` if it is not there yet."""
        with self._alone():
            self._allow(line)

    def append(
        self,
        record: R,
        files: Mapping[str, bytes],
        signer: Signer,
        *,
        secrets: Iterable[str] = (),
    ) -> Path:
        """Write, sign and add one record at the chain's end; returns its folder.

        ``files`` are kept beside the record under their names (relative paths). ``secrets`` must not be found
        in anything written. Raises ``EvidenceError``, having added nothing, when the record does not follow
        the head, its id is taken or unfit, a name is unfit, or the disk refuses.
        """
        with self._alone():
            return self._append(self._end(), record, files, signer, tuple(secrets))

    def append_next(
        self,
        record: R,
        files: Mapping[str, bytes],
        signer: Signer,
        *,
        secrets: Iterable[str] = (),
    ) -> Path:
        """Chain a record that follows none yet to the head as it is now, then do as ``append``.

        What is recorded takes long; others may have been recorded while it ran. Ids tell the second: of two
        records of one second the later one is kept as ``ID-2``, so that no work goes without its evidence.
        """
        with self._alone():
            end = self._end()
            return self._append(end, self._following(record, end), files, signer, tuple(secrets))

    def _following(self, record: R, end: ChainHead | None) -> R:
        update = {"id": self._free(record.id), "previous": end.head if end else None}
        return record.model_copy(update=update)

    def _free(self, record_id: str) -> str:
        numbered = (f"{record_id}-{number}" for number in count(2))
        return next(each for each in chain([record_id], numbered) if not (self.root / each).exists())

    def _append(
        self,
        end: ChainHead | None,
        record: R,
        files: Mapping[str, bytes],
        signer: Signer,
        secrets: tuple[str, ...],
    ) -> Path:
        self._see_place(record, end)
        record = redacted(record)
        content = self._content(record, files, signer, secrets)
        head = self._head_with(end, record, content, signer)
        signers = read_signers(with_signer(self._signers_bytes(), signer.allowed_signer()))
        see_signed(RecordFiles(record.id, content, kind=self.kind), head, signers)
        self._allow(signer.allowed_signer())
        return self._staging.add(record.id, content, head)

    def _head_with(
        self, end: ChainHead | None, record: R, content: Mapping[str, bytes], signer: Signer
    ) -> HeadFiles:
        head = ChainHead(
            self.kind.noun,
            end.count + 1 if end else 1,
            record.id,
            sha256(content[SUMS]),
            covering(end.signatures if end else "", content[SIGNATURE]),
        )
        data = head_bytes(head)
        return HeadFiles(data, signer.sign(data).encode())

    def _content(
        self, record: R, files: Mapping[str, bytes], signer: Signer, secrets: tuple[str, ...]
    ) -> dict[str, bytes]:
        see_names(files)
        refuse_names(files)
        content = {**files, RECORD: record_bytes(record)}
        sums = write_sums({name: sha256(data) for name, data in content.items()})
        for name, data in {**content, SUMS: sums}.items():
            refuse_secrets(data, secrets, where=name)
            refuse_shapes(data, where=name if name in {RECORD, SUMS} else "a file of the record")
        return {**content, SUMS: sums, SIGNATURE: signer.sign(sums).encode()}

    def _see_place(self, record: R, end: ChainHead | None) -> None:
        head = end.head if end else None
        if record.previous != head:
            raise EvidenceError(
                f"{self.kind.noun} {record.id} follows {record.previous}, and the newest record is {head}",
                next_step="another one was recorded meanwhile: record this one again after it",
            )
        if not _ID.fullmatch(record.id) or record.id in _TAKEN or (self.root / record.id).exists():
            raise EvidenceError(
                f"no {self.kind.noun} can be kept under the id {record.id!r}: taken, or no plain name",
                next_step="give it another id: letters, digits, dots, dashes",
            )

    def _allow(self, line: str) -> None:
        before = self._signers_bytes()
        after = with_signer(before, line)
        if after != before:
            self._staging.replace(SIGNERS, after)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with locked(self.root):
                self._staging.settle()
                try:
                    yield
                finally:
                    self._staging.settle()
        except OSError as error:
            raise failed(f"write to {self.root}", error) from error


class EvidenceFolder(RecordsFolder[DrillRecord]):
    """All drill records of a district, kept in git."""

    kind = DrillRecord
    rescue = "bring {root} back from git"
