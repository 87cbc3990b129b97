"""The records of one kind as they lie on disk: listed, read, checked. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from drplan.adapters.evidence_disk import failed, locked, read_folder, read_if_there, read_named, subfolders
from drplan.adapters.evidence_end import chain_broken, find_end
from drplan.adapters.evidence_staging import Staging
from drplan.errors import EvidenceError, UsageError
from drplan.record.canonical import read_record
from drplan.record.chain import Link, order_chain
from drplan.record.check import CheckedChain
from drplan.record.findings import EvidenceFinding
from drplan.record.folder import bearers, linked, signed_for
from drplan.record.head import ChainHead
from drplan.record.kept import SignedRecord
from drplan.record.signers import SIGNERS, AllowedSigner, read_signers
from drplan.record.sums import RECORD, SUMS, sha256

R = TypeVar("R", bound=SignedRecord)


class RecordsRead(Generic[R]):
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
        ordered = order_chain({name: each[0] for name, each in found.items()})
        if ordered.findings:
            raise self._rescued(chain_broken(ordered.findings[0]))
        return [found[name][1] for name in ordered.order]

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

    def _signers_bytes(self) -> bytes:
        return read_if_there(self.root / SIGNERS) or b""

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Let nobody write; where no lock can be had, nobody can write either."""
        with ExitStack() as held:
            with suppress(OSError):
                held.enter_context(locked(self.root, alone=False))
            yield
