"""Does one record's folder hold? Judged on bytes that were read already, so it can be tried on any change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn, TypeVar

from drplan.errors import EvidenceError
from drplan.record.canonical import read_record, see_record
from drplan.record.chain import Link
from drplan.record.drill import DrillRecord
from drplan.record.findings import EvidenceFinding
from drplan.record.kept import SignedRecord
from drplan.record.signers import SIGNERS, AllowedSigner
from drplan.record.sshsig import signed_by
from drplan.record.sums import RECORD, SIGNATURE, SUMS, read_sums, sha256

R = TypeVar("R", bound=SignedRecord)


@dataclass(frozen=True)
class RecordFiles:
    """One record's folder as it was read: ``files`` by name, ``odd`` names that are no plain files."""

    id: str
    files: Mapping[str, bytes]
    odd: tuple[str, ...] = ()
    kind: type[SignedRecord] = DrillRecord


@dataclass(frozen=True, slots=True)
class Look:
    """What a folder showed by itself, before anybody looked at who signed it.

    ``link`` is its place in the chain, ``None`` when its record is not what its sums say. ``signature`` is
    ``None`` when it is missing.
    """

    id: str
    link: Link | None
    faults: tuple[EvidenceFinding, ...]
    sums: bytes
    signature: bytes | None
    ended: datetime | None

    def unsigned(self, signers: tuple[AllowedSigner, ...]) -> tuple[EvidenceFinding, ...]:
        """Return what is wrong with the signature."""
        return self._wrong(lambda: signers_of(self.signature, self.sums, signers, self.ended))

    def untimely(self, public: bytes, signers: tuple[AllowedSigner, ...]) -> tuple[EvidenceFinding, ...]:
        """Return what is wrong with when it was signed, by a key whose signature over it is known to hold."""
        return self._wrong(lambda: bearers_of(public, signers, self.ended))

    def _wrong(self, look: Callable[[], object]) -> tuple[EvidenceFinding, ...]:
        try:
            look()
        except EvidenceError as error:
            return (_finding(self.id, SIGNATURE, error.message),)
        return ()


def check_folder(folder: RecordFiles, signers: tuple[AllowedSigner, ...]) -> tuple[EvidenceFinding, ...]:
    """Check one folder: signature, sums, no file more or less, ``record.json`` in canonical form."""
    seen = look(folder)
    return (*seen.faults, *seen.unsigned(signers))


def signed_for(folder: RecordFiles, signers: tuple[AllowedSigner, ...]) -> tuple[str, ...]:
    """Return the identities whose signature the folder carries; raises ``EvidenceError`` when none."""
    return tuple(dict.fromkeys(each.identity for each in bearers(folder, signers)))


def bearers(folder: RecordFiles, signers: tuple[AllowedSigner, ...]) -> tuple[AllowedSigner, ...]:
    """Return the signers whose signature the folder carries; raises ``EvidenceError`` when none."""
    ended = look(folder).ended
    return signers_of(folder.files.get(SIGNATURE), folder.files.get(SUMS, b""), signers, ended)


def signers_of(
    signature: bytes | None, data: bytes, signers: tuple[AllowedSigner, ...], ended: datetime | None
) -> tuple[AllowedSigner, ...]:
    """Return whose signature this is, over what ended then; raises ``EvidenceError`` when nobody's."""
    if signature is None:
        raise _unsigned("is missing")
    return bearers_of(signed_by(signature, data), signers, ended)


def bearers_of(
    public: bytes, signers: tuple[AllowedSigner, ...], ended: datetime | None
) -> tuple[AllowedSigner, ...]:
    """Return the signers whom a key signs for; raises ``EvidenceError`` when there is none.

    A key whose time is limited signs for nobody when the record ended outside of it, as
    ``ssh-keygen -Overify-time=`` judges, or does not say when.
    """
    found = tuple(each for each in signers if each.public == public)
    if not found:
        raise _unsigned(f"is by a key that {SIGNERS} does not hold")
    return tuple(each for each in found if not each.limited() or (ended and each.covers(ended))) or _untimely(
        ended
    )


def link(folder: RecordFiles) -> Link:
    """Return the folder's place in the chain; ``EvidenceError`` if its record is not what its sums say."""
    return linked(folder, folder.kind)[0]


def linked(folder: RecordFiles, kind: type[R]) -> tuple[Link, R]:
    """Return the folder's place in the chain and its record; ``EvidenceError`` as of ``link``."""
    sums = read_sums(folder.files.get(SUMS, b""))
    data = folder.files.get(RECORD, b"")
    if sums.get(RECORD) != sha256(data):
        raise EvidenceError(f"{RECORD} was altered", next_step="run drplan evidence verify")
    record = read_record(data, kind)
    return Link(record.previous, sha256(folder.files[SUMS])), record


def links(folders: Iterable[RecordFiles]) -> dict[str, Link]:
    """Return the places of all folders whose record can be read; the others are findings of their own."""
    return {each.id: each.link for each in map(look, folders) if each.link}


def look(folder: RecordFiles) -> Look:
    """Look at one folder: sums, no file more or less, ``record.json`` in canonical form, under its name."""
    files = folder.files
    sums, faults = _sums(folder)
    here = {name: sha256(data) for name, data in files.items() if name not in _OURS}
    record, unread = _record(folder)
    written = record is not None and sums.get(RECORD) == here[RECORD]
    place = Link(record.previous, sha256(files[SUMS])) if record and written else None
    if folder.odd or faults or unread or here != sums:
        odd = [_finding(folder.id, name, "is not a plain file") for name in folder.odd]
        faults = (*odd, *faults, *(_unequal(folder.id, here, sums) if sums else ()), *unread)
    ended = record.ended if record else None
    return Look(folder.id, place, tuple(faults), files.get(SUMS, b""), files.get(SIGNATURE), ended)


_OURS = frozenset({SUMS, SIGNATURE})


def _finding(record_id: str, field: str, what: str) -> EvidenceFinding:
    return EvidenceFinding(record_id, what.removeprefix(f"{field} "), field)


def _sums(folder: RecordFiles) -> tuple[Mapping[str, str], tuple[EvidenceFinding, ...]]:
    if SUMS not in folder.files:
        return {}, (_finding(folder.id, SUMS, "is missing"),)
    try:
        return read_sums(folder.files[SUMS]), ()
    except EvidenceError as error:
        return {}, (_finding(folder.id, SUMS, error.message),)


def _unequal(record_id: str, here: Mapping[str, str], sums: Mapping[str, str]) -> Iterable[EvidenceFinding]:
    for name in sums:
        if name not in here and name != RECORD:
            yield _finding(record_id, name, "is listed and missing")
    for name in sorted(here):
        if name not in sums:
            yield _finding(record_id, name, "is here and not listed")
    for name in sums:
        if here.get(name, sums[name]) != sums[name]:
            yield _finding(record_id, name, "was altered: its sum differs")


def _record(folder: RecordFiles) -> tuple[SignedRecord | None, tuple[EvidenceFinding, ...]]:
    if RECORD not in folder.files:
        return None, (_finding(folder.id, RECORD, "is missing"),)
    try:
        record = see_record(folder.files[RECORD], folder.kind)
    except EvidenceError as error:
        return None, (_finding(folder.id, RECORD, error.message),)
    if record.id == folder.id:
        return record, ()
    what = f"says {record.id}: the folder was renamed or swapped"
    return record, (_finding(folder.id, "id", what),)


def _untimely(ended: datetime | None) -> NoReturn:
    when = f"ended ({ended:%Y-%m-%dT%H:%M:%SZ})" if ended else "ended, which it does not say"
    raise EvidenceError(
        f"{SIGNATURE} is by a key that could not sign when the record {when}",
        next_step="see who handed over which key when: drplan evidence verify; sign with the present key",
    )


def _unsigned(what: str) -> EvidenceError:
    return EvidenceError(
        f"{SIGNATURE} {what}", next_step=f"compare {SIGNERS} with the district's own copy of its keys"
    )
