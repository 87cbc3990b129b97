"""The evidence on disk: one folder a record, written whole or not at all, by one writer at a time.

::

    ROOT/allowed_signers          every key the district ever signed with
    ROOT/ID/record.json           the record, in canonical form
    ROOT/ID/SHA256SUMS            over everything else in the folder
    ROOT/ID/SHA256SUMS.sig        an SSHSIG over SHA256SUMS
    ROOT/.staging-*               what a writer that died left; readers pass by, the next writer clears it
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from drplan.adapters.evidence_disk import failed, locked, read_folder, sync_folder, write_file
from drplan.errors import EvidenceError, UsageError
from drplan.ports import Signer
from drplan.record.canonical import read_record, record_bytes
from drplan.record.chain import Link, order_chain
from drplan.record.check import RecordFiles, check_evidence, check_folder, link, signed_for
from drplan.record.drill import DrillRecord
from drplan.record.findings import EvidenceFinding
from drplan.record.kept import SignedRecord
from drplan.record.secrets_scan import refuse_secrets
from drplan.record.signers import SIGNERS, AllowedSigner, read_signers, with_signer
from drplan.record.sshsig import claimed_key
from drplan.record.sums import RECORD, SIGNATURE, SUMS, see_name, sha256, write_sums

_STAGING = ".staging-"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


R = TypeVar("R", bound=SignedRecord)


class RecordsFolder(Generic[R]):
    """All records of one kind, below ``root`` (which need not exist before the first one).

    ``rescue`` says what to do about a broken chain.
    """

    kind: type[R]
    rescue: ClassVar[str]

    def __init__(self, root: Path) -> None:
        self.root = root

    def ids(self) -> list[str]:
        """Return the records' ids, sorted by name."""
        if not self.root.is_dir():
            return []
        return sorted(path.name for path in self.root.iterdir() if path.is_dir() and path.name[0] != ".")

    def path(self, record_id: str) -> Path:
        """Return a record's folder; raises ``UsageError`` when there is none."""
        if record_id in self.ids():
            return self.root / record_id
        raise UsageError(
            f"no {self.kind.noun} {record_id} in {self.root}",
            next_step="see what is there: drplan evidence list",
        )

    def head(self) -> str | None:
        """Return the SHA-256 of the newest ``SHA256SUMS``, ``None`` before the first record.

        Raises ``EvidenceError`` when the chain is broken or forked. Signatures are ``verify``'s business.
        """
        order = self._order()
        return sha256((self.root / order[-1] / SUMS).read_bytes()) if order else None

    def holds(self, head: str) -> bool:
        """Say whether a record here has this head."""
        sums = (self.root / name / SUMS for name in self.ids())
        return any(sha256(path.read_bytes()) == head for path in sums if path.is_file())

    def record(self, record_id: str) -> R:
        """Return one record; raises ``UsageError`` when there is none, ``EvidenceError`` if unreadable."""
        path = self.path(record_id) / RECORD
        try:
            return read_record(path.read_bytes(), self.kind)
        except OSError as error:
            raise failed(f"read {path}", error) from error
        except EvidenceError as error:
            raise self._of(record_id, error) from error

    def records(self) -> list[R]:
        """Return the records, first to last; raises ``EvidenceError`` when the chain is broken or forked."""
        return [self.record(name) for name in self._order()]

    def signed_for(self, record_id: str) -> tuple[str, ...]:
        """Return whom a record is signed by; ``EvidenceError`` when by nobody in ``allowed_signers``."""
        return signed_for(read_folder(self.path(record_id), self.kind), self.signers())

    def limited(self, record_id: str) -> datetime | None:
        """Return when a record ended if its key may sign at some times only; an auditor needs it then."""
        public = claimed_key((self.path(record_id) / SIGNATURE).read_bytes())
        bound = any(each.public == public and each.limited() for each in self.signers())
        return self.record(record_id).ended if bound else None

    def signers(self) -> tuple[AllowedSigner, ...]:
        """Return whom ``allowed_signers`` lets sign."""
        return read_signers(self._signers_bytes())

    def verify(
        self, *, head: str | None = None, signers: tuple[AllowedSigner, ...] | None = None
    ) -> list[EvidenceFinding]:
        """Check every record and the chain; no finding means that all of it holds.

        ``head`` is a head kept elsewhere that the chain must still hold: without it, records taken off the
        end are not seen. ``signers`` kept elsewhere replace the ``allowed_signers`` beside the records.
        """
        folders = [read_folder(self.root / name, self.kind) for name in self.ids()]
        return list(check_evidence(folders, self.signers() if signers is None else signers, head))

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
            return self._append(record, files, signer, tuple(secrets))

    def append_next(
        self,
        record: R,
        files: Mapping[str, bytes],
        signer: Signer,
        *,
        secrets: Iterable[str] = (),
    ) -> Path:
        """Chain a record that follows none yet to the head as it is now, then do as ``append``.

        What is recorded takes long; others may have been recorded while it ran.
        """
        with self._alone():
            chained = record.model_copy(update={"previous": self.head()})
            return self._append(chained, files, signer, tuple(secrets))

    def _append(
        self, record: R, files: Mapping[str, bytes], signer: Signer, secrets: tuple[str, ...]
    ) -> Path:
        content = self._content(record, files, signer, secrets)
        self._see_signed(RecordFiles(record.id, content, kind=self.kind), signer.allowed_signer())
        self._allow(signer.allowed_signer())
        return self._publish(record.id, content)

    def _order(self) -> tuple[str, ...]:
        chain = order_chain({name: self._link(name) for name in self.ids()})
        if chain.findings:
            raise EvidenceError(
                f"the chain of records is broken: {chain.findings[0].line()}",
                next_step=f"see all of it: drplan evidence verify; then {self.rescue.format(root=self.root)}",
            )
        return chain.order

    def _link(self, name: str) -> Link:
        try:
            return link(read_folder(self.root / name, self.kind))
        except EvidenceError as error:
            raise self._of(name, error) from error

    def _of(self, name: str, error: EvidenceError) -> EvidenceError:
        return EvidenceError(f"{self.kind.noun} {name}: {error.message}", next_step=error.next_step)

    def _content(
        self, record: R, files: Mapping[str, bytes], signer: Signer, secrets: tuple[str, ...]
    ) -> dict[str, bytes]:
        self._see_place(record)
        _see_names(files)
        content = {**files, RECORD: record_bytes(record)}
        sums = write_sums({name: sha256(data) for name, data in content.items()})
        for name, data in {**content, SUMS: sums}.items():
            refuse_secrets(data, secrets, where=name)
        return {**content, SUMS: sums, SIGNATURE: signer.sign(sums).encode()}

    def _see_place(self, record: R) -> None:
        head = self.head()
        if record.previous != head:
            raise EvidenceError(
                f"{self.kind.noun} {record.id} follows {record.previous}, and the newest record is {head}",
                next_step="another one was recorded meanwhile: record this one again after it",
            )
        if not _ID.fullmatch(record.id) or record.id == SIGNERS or (self.root / record.id).exists():
            raise EvidenceError(
                f"a {self.kind.noun} cannot be kept under the id {record.id!r}: taken, or no plain name",
                next_step="give it another id: letters, digits, dots, dashes",
            )

    def _signers_bytes(self) -> bytes:
        try:
            return (self.root / SIGNERS).read_bytes()
        except FileNotFoundError:
            return b""

    def _allow(self, line: str) -> None:
        before = self._signers_bytes()
        after = with_signer(before, line)
        if after != before:
            staged = self.root / f"{_STAGING}{SIGNERS}"
            write_file(staged, after)
            staged.replace(self.root / SIGNERS)
            sync_folder(self.root)

    def _see_signed(self, folder: RecordFiles, line: str) -> None:
        findings = check_folder(folder, read_signers(with_signer(self._signers_bytes(), line)))
        if findings:
            raise EvidenceError(
                f"the new record does not verify: {findings[0].line()}",
                next_step="see that the evidence key is whole: drplan evidence keygen --if-missing",
            )

    def _publish(self, record_id: str, content: Mapping[str, bytes]) -> Path:
        staged = self.root / f"{_STAGING}{record_id}"
        for name, data in content.items():
            write_file(staged / name, data)
        for path, _, _ in os.walk(staged, topdown=False):
            sync_folder(Path(path))
        staged.rename(self.root / record_id)
        sync_folder(self.root)
        return self.root / record_id

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with locked(self.root):
                self._clear()
                try:
                    yield
                finally:
                    self._clear()
        except OSError as error:
            raise failed(f"write to {self.root}", error) from error

    def _clear(self) -> None:
        for left in self.root.glob(f"{_STAGING}*"):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()


class EvidenceFolder(RecordsFolder[DrillRecord]):
    """All drill records of a district, kept in git."""

    kind = DrillRecord
    rescue = "bring {root} back from git"


def _see_names(files: Mapping[str, bytes]) -> None:
    folders = {str(parent) for name in files for parent in Path(see_name(name)).parents}
    ours = {RECORD, SUMS, SIGNATURE}
    clash = sorted((folders & (files.keys() | ours)) | (files.keys() & ours))
    if clash:
        raise EvidenceError(
            f"two things cannot both be kept as {clash[0]}",
            next_step="give the files of the record other names",
        )
