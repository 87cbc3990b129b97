"""Does the evidence hold? Judged on bytes that were read already, so it can be tried on any change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drplan.errors import EvidenceError
from drplan.record.canonical import read_record
from drplan.record.chain import Link, order_chain, see_head
from drplan.record.drill import DrillRecord
from drplan.record.findings import EvidenceFinding
from drplan.record.kept import SignedRecord
from drplan.record.signers import SIGNERS, AllowedSigner, identities_of
from drplan.record.sshsig import signed_by
from drplan.record.sums import RECORD, SIGNATURE, SUMS, read_sums, sha256


@dataclass(frozen=True)
class RecordFiles:
    """One record's folder as it was read: ``files`` by name, ``odd`` names that are no plain files."""

    id: str
    files: Mapping[str, bytes]
    odd: tuple[str, ...] = ()
    kind: type[SignedRecord] = DrillRecord


def check_evidence(
    folders: Sequence[RecordFiles], signers: tuple[AllowedSigner, ...], head: str | None = None
) -> tuple[EvidenceFinding, ...]:
    """Check every folder and the chain between them; with ``head``, that the chain still holds that head."""
    known = links(folders)
    chain = order_chain(known)
    anchored = () if head is None else see_head(known, chain.order, head)
    each = (finding for folder in folders for finding in check_folder(folder, signers))
    return (*each, *chain.findings, *anchored)


def check_folder(folder: RecordFiles, signers: tuple[AllowedSigner, ...]) -> tuple[EvidenceFinding, ...]:
    """Check one folder: signature, sums, no file more or less, ``record.json`` in canonical form."""
    return tuple(
        EvidenceFinding(folder.id, what, field)
        for field, what in (*_odd(folder), *_content(folder), *_signature(folder, signers), *_record(folder))
    )


def signed_for(folder: RecordFiles, signers: tuple[AllowedSigner, ...]) -> tuple[str, ...]:
    """Return the identities whose signature the folder carries; raises ``EvidenceError`` when none.

    A key whose time is limited signs for nobody when the record ended outside of it, as
    ``ssh-keygen -Overify-time=`` judges.
    """
    public = signed_by(folder.files.get(SIGNATURE, b""), folder.files.get(SUMS, b""))
    bearers = tuple(each for each in signers if each.public == public)
    if not bearers:
        raise EvidenceError(
            f"{SIGNATURE} is by a key that {SIGNERS} does not hold",
            next_step=f"compare {SIGNERS} with the district's own copy of its keys",
        )
    if not any(each.limited() for each in bearers):
        return identities_of(public, bearers)
    ended = read_record(folder.files.get(RECORD, b""), folder.kind).ended
    return identities_of(public, bearers, ended) or _untimely(ended)


def _untimely(ended: datetime) -> tuple[str, ...]:
    raise EvidenceError(
        f"{SIGNATURE} is by a key that could not sign when the record ended ({ended:%Y-%m-%dT%H:%M:%SZ})",
        next_step="see who handed over which key when: drplan evidence verify; sign with the present key",
    )


def link(folder: RecordFiles) -> Link:
    """Return the folder's place in the chain; ``EvidenceError`` if its record is not what its sums say."""
    sums = read_sums(folder.files.get(SUMS, b""))
    data = folder.files.get(RECORD, b"")
    if sums.get(RECORD) != sha256(data):
        raise EvidenceError(f"{RECORD} was altered", next_step="run drplan evidence verify")
    return Link(read_record(data, folder.kind).previous, sha256(folder.files[SUMS]))


def links(folders: Iterable[RecordFiles]) -> dict[str, Link]:
    """Return the places of all folders whose record can be read; the others are findings of their own."""
    found = {}
    for folder in folders:
        try:
            found[folder.id] = link(folder)
        except EvidenceError:
            continue
    return found


_Fault = tuple[str, str]


def _fault(field: str, check: Callable[[], object]) -> tuple[_Fault, ...]:
    try:
        check()
    except EvidenceError as error:
        return ((field, error.message.removeprefix(f"{field} ")),)
    return ()


def _odd(folder: RecordFiles) -> Iterable[_Fault]:
    return ((name, "is not a plain file") for name in folder.odd)


def _content(folder: RecordFiles) -> Iterable[_Fault]:
    faults = _fault(SUMS, lambda: read_sums(folder.files.get(SUMS, b"")))
    if faults:
        return faults if SUMS in folder.files else ((SUMS, "is missing"),)
    sums = read_sums(folder.files[SUMS])
    here = {name: sha256(data) for name, data in folder.files.items() if name not in {SUMS, SIGNATURE}}
    return (
        *((name, "is listed and missing") for name in sums if name not in {RECORD, *here}),
        *((name, "is here and not listed") for name in sorted(here) if name not in sums),
        *(
            (name, "was altered: its sum differs")
            for name in sums
            if here.get(name, sums[name]) != sums[name]
        ),
    )


def _signature(folder: RecordFiles, signers: tuple[AllowedSigner, ...]) -> Iterable[_Fault]:
    if SIGNATURE not in folder.files:
        return ((SIGNATURE, "is missing"),)
    return _fault(SIGNATURE, lambda: signed_for(folder, signers))


def _record(folder: RecordFiles) -> Iterable[_Fault]:
    if RECORD not in folder.files:
        return ((RECORD, "is missing"),)
    faults = _fault(RECORD, lambda: read_record(folder.files[RECORD], folder.kind))
    if faults:
        return faults
    name = read_record(folder.files[RECORD], folder.kind).id
    return () if name == folder.id else (("id", f"says {name}: the folder was renamed or swapped"),)
