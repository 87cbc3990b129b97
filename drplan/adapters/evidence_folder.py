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
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from drplan.adapters.evidence_disk import failed, locked, read_folder, read_if_there, read_named, subfolders
from drplan.adapters.evidence_end import chain_broken, find_end, see_signed
from drplan.adapters.evidence_staging import Staging, see_names
from drplan.errors import EvidenceError, UsageError
from drplan.ports import Signer
from drplan.record.canonical import read_record, record_bytes
from drplan.record.chain import Link, order_chain
from drplan.record.check import CheckedChain
from drplan.record.drill import DrillRecord
from drplan.record.findings import EvidenceFinding
from drplan.record.folder import RecordFiles, bearers, linked, signed_for
from drplan.record.head import HEAD, HEAD_SIGNATURE, ChainHead, HeadFiles, covering, head_bytes
from drplan.record.kept import SignedRecord
from drplan.record.redaction import redacted
from drplan.record.secrets_scan import refuse_names, refuse_secrets, refuse_shapes
from drplan.record.signers import SIGNERS, AllowedSigner, read_signers, with_signer
from drplan.record.sums import RECORD, SIGNATURE, SUMS, sha256, write_sums

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_TAKEN = frozenset({SIGNERS, HEAD, HEAD_SIGNATURE})


R = TypeVar("R", bound=SignedRecord)


class RecordsFolder(Generic[R]):
    """All records of one kind, below ``root`` (which need not exist before the first one).

    ``rescue`` says what to do about a broken chain.
    """

    kind: type[R]
    rescue: ClassVar[str]

    def __init__(self, root: Path) -> None:
        self.root = root
        self._staging = Staging(root)

    def ids(self) -> list[str]:
        """Return the records' ids, sorted by name."""
        return subfolders(self.root)

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

        Raises ``EvidenceError`` when the newest record was altered, the chain is broken or forked, or its
        signed head does not hold. Only the newest record is read, unless the signed head is missing or late.
        """
        with self._still():
            end = self._end()
        return end.head if end else None

    def head_of(self, record_id: str) -> str:
        """Return the SHA-256 of one record's ``SHA256SUMS``; raises ``UsageError`` when there is none."""
        path = self.path(record_id) / SUMS
        try:
            return sha256(path.read_bytes())
        except OSError as error:
            raise failed(f"read {path}", error) from error

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
        found = {name: self._linked(name) for name in self.ids()}
        chain = order_chain({name: each[0] for name, each in found.items()})
        if chain.findings:
            raise self._rescued(chain_broken(chain.findings[0]))
        return [found[name][1] for name in chain.order]

    def signed_for(self, record_id: str) -> tuple[str, ...]:
        """Return whom a record is signed by; ``EvidenceError`` when by nobody in ``allowed_signers``."""
        return signed_for(read_folder(self.path(record_id), self.kind), self.signers())

    def bearer(self, record_id: str) -> AllowedSigner:
        """Return the first of those a record is signed by; raises as ``signed_for``."""
        return bearers(read_folder(self.path(record_id), self.kind), self.signers())[0]

    def signers(self) -> tuple[AllowedSigner, ...]:
        """Return whom ``allowed_signers`` lets sign."""
        return read_signers(self._signers_bytes())

    def verify(
        self,
        *,
        head: str | None = None,
        signers: tuple[AllowedSigner, ...] | None = None,
        every_signature: bool = False,
    ) -> list[EvidenceFinding]:
        """Check every record, the chain and its signed head; no finding means that all of it holds.

        ``head`` is a head kept elsewhere that the chain must still hold: without it, records are not missed
        that were taken off the end together with the signed head. ``signers`` kept elsewhere replace the
        ``allowed_signers`` beside the records. ``every_signature``: see ``check_evidence``.
        """
        with self._still():
            names, signed_head = self.ids(), self._staging.head_files()
        trusted = self.signers() if signers is None else signers
        root = str(self.root)
        folders = (read_named(root, name, self.kind) for name in names)
        checked = CheckedChain.of(folders, trusted, signed_head, every_signature=every_signature)
        return list(checked.findings(head))

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

        What is recorded takes long; others may have been recorded while it ran.
        """
        with self._alone():
            end = self._end()
            return self._append(end, self._following(record, end), files, signer, tuple(secrets))

    def _following(self, record: R, end: ChainHead | None) -> R:
        return record.model_copy(update={"previous": end.head if end else None})

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

    def _end(self) -> ChainHead | None:
        try:
            return find_end(self.root, self.kind, self._staging.head_files(), self.signers())
        except EvidenceError as error:
            raise self._rescued(error) from error

    def _rescued(self, error: EvidenceError) -> EvidenceError:
        return EvidenceError(
            error.message, next_step=f"{error.next_step}; then {self.rescue.format(root=self.root)}"
        )

    def _linked(self, name: str) -> tuple[Link, R]:
        try:
            return linked(read_folder(self.root / name, self.kind), self.kind)
        except EvidenceError as error:
            raise self._of(name, error) from error

    def _of(self, name: str, error: EvidenceError) -> EvidenceError:
        return EvidenceError(f"{self.kind.noun} {name}: {error.message}", next_step=error.next_step)

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
                f"a {self.kind.noun} cannot be kept under the id {record.id!r}: taken, or no plain name",
                next_step="give it another id: letters, digits, dots, dashes",
            )

    def _signers_bytes(self) -> bytes:
        return read_if_there(self.root / SIGNERS) or b""

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

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Let nobody write; where no lock can be had, nobody can write either."""
        with ExitStack() as held:
            with suppress(OSError):
                held.enter_context(locked(self.root, alone=False))
            yield


class EvidenceFolder(RecordsFolder[DrillRecord]):
    """All drill records of a district, kept in git."""

    kind = DrillRecord
    rescue = "bring {root} back from git"
