"""Where a chain ends, so that a record can be added to it: one record is read, however many there are."""

from __future__ import annotations

from pathlib import Path

from drplan.adapters.evidence_disk import read_folder, read_named, subfolders
from drplan.errors import EvidenceError
from drplan.record.check import CheckedChain
from drplan.record.findings import EvidenceFinding
from drplan.record.folder import RecordFiles, check_folder, look, signers_of
from drplan.record.head import ChainHead, HeadFiles, read_head
from drplan.record.kept import SignedRecord
from drplan.record.signers import AllowedSigner, identities_of
from drplan.record.sshsig import signed_by
from drplan.record.sums import SUMS, sha256

_NAMES = 10_000
"""So many names of records are counted, where the file system does not tell how many folders there are."""


def find_end(
    root: Path, kind: type[SignedRecord], files: HeadFiles, signers: tuple[AllowedSigner, ...]
) -> ChainHead | None:
    """Return the end of the chain below ``root``, ``None`` before the first record.

    The signed head (``files``) tells it, when the newest record is whole and no more and no fewer records are
    here than it says. Otherwise every record is read and its signature checked: a head is signed again only
    over what holds. Raises ``EvidenceError`` when that does not.
    """
    end = _signed_end(files, kind.noun, signers)
    if end and _is_newest(end, root, kind, signers):
        return end
    folders = (read_named(str(root), name, kind) for name in subfolders(root))
    checked = CheckedChain.of(folders, signers, files)
    if wrong := checked.broken():
        raise chain_broken(wrong[0])
    return checked.end(kind.noun)


def chain_broken(finding: EvidenceFinding) -> EvidenceError:
    """Return the error for a chain to which nothing may be added."""
    return EvidenceError(
        f"the chain of records is broken: {finding.line()}",
        next_step="see all of it: drplan evidence verify",
    )


def see_signed(folder: RecordFiles, head: HeadFiles, signers: tuple[AllowedSigner, ...]) -> None:
    """Raise ``EvidenceError`` unless a new record and the head with it hold, before they are added."""
    seen = look(folder)
    findings = (*seen.faults, *seen.unsigned(signers))
    wrong = findings[0].line() if findings else ""
    try:
        signers_of(head.signature, head.head or b"", signers, seen.ended)
    except EvidenceError as error:
        wrong = wrong or error.message
    if wrong:
        raise EvidenceError(
            f"the new record does not verify: {wrong}",
            next_step="see that the evidence key is whole: drplan evidence keygen --if-missing",
        )


def _signed_end(files: HeadFiles, noun: str, signers: tuple[AllowedSigner, ...]) -> ChainHead | None:
    try:
        public = signed_by(files.signature or b"", files.head or b"")
        end = read_head(files.head or b"")
    except EvidenceError:
        return None
    return end if end.chain == noun and identities_of(public, signers) else None


def _is_newest(
    end: ChainHead, root: Path, kind: type[SignedRecord], signers: tuple[AllowedSigner, ...]
) -> bool:
    if not _as_many(root, end.count) or not (root / end.newest).is_dir():
        return False
    newest = read_folder(root / end.newest, kind)
    return not check_folder(newest, signers) and sha256(newest.files[SUMS]) == end.head


def _as_many(root: Path, count: int) -> bool:
    links = root.stat().st_nlink
    # A folder has a link from each of its subfolders; not on btrfs, nor on ext4 above 65,000.
    uncounted = links < 2  # noqa: PLR2004 - its own name and "."
    if links - 2 == count or (uncounted and count > _NAMES):
        return True
    return len(subfolders(root)) == count
