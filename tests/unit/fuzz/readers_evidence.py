"""Readers of evidence: records, sums, signatures, heads, packs; nothing spoilt may hold."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drplan.adapters.pack_files import read_pack
from drplan.record.approval import ApprovalRecord
from drplan.record.canonical import read_record, record_bytes
from drplan.record.check import check_folder
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.folder import RecordFiles
from drplan.record.handover import HANDOVER, Handover, KeptHandover, handover_bytes, key_name, read_handover
from drplan.record.head import read_head
from drplan.record.heads import HEADS, heads_of, heads_text, read_heads
from drplan.record.kept import SignedRecord
from drplan.record.pack import ChainLine, read_lines, write_lines
from drplan.record.posture import PostureRecord
from drplan.record.signers import SIGNERS, read_signers, signer_line
from drplan.record.sshsig import public_blob, sign, signed_by
from drplan.record.sums import RECORD, SIGNATURE, SUMS, read_sums, sha256, write_sums
from drplan.record.witness import COUNTERSIGN, COUNTERSIGNATURE, KeptWitness, read_witness
from tests.unit.fuzz.readers_documents import CASES, in_file
from tests.unit.fuzz.reading import Reader
from tests.unit.fuzz.spoiling import spoilt_json, spoilt_lines

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = public_blob(KEY.public_key())
WHO = "evidence@cedarvalley.example"
ALLOWED = signer_line(WHO, PUBLIC).encode()
_LIMITED = ALLOWED.replace(b'evidence"', b'evidence",valid-before="20261122Z"')
_RECORDS: dict[str, type[SignedRecord]] = {
    "record": DrillRecord,
    "deploy": DeployRecord,
    "exercise": ExerciseRecord,
    "approval": ApprovalRecord,
    "posture": PostureRecord,
}
_HEAD = (
    b"# drplan-evidence-head/1 chain=drill count=42 signatures="
    + b"a" * 64 + b"\n" + b"b" * 64 + b"  hs-1/SHA256SUMS\n"
)  # fmt: skip
_CHAINS = write_lines(
    (
        ChainLine("check", "0000001", None, "a" * 64, here=False),
        ChainLine("drill", "one", None, "b" * 64, here=False),
        ChainLine("drill", "two", "b" * 64, "c" * 64, here=True),
    )
)
_HEADS = heads_text(heads_of("cedarvalley.example", {}))
_WITNESS = {
    HEADS: _HEADS,
    COUNTERSIGNATURE: sign(KEY, _HEADS, COUNTERSIGN).encode(),
    SIGNERS: signer_line(WHO, PUBLIC, COUNTERSIGN).encode() + b"\n",
}


def _record(file: str) -> Reader:
    kind, text = _RECORDS[file], (CASES / f"evidence/{file}.json").read_bytes()
    sample = record_bytes(kind.model_validate_json(text))
    return Reader(
        f"evidence: {file} record", lambda: [sample], lambda data: read_record(data, kind), spoilt_json
    )


def _signed_files() -> dict[str, bytes]:
    sample = DrillRecord.model_validate_json((CASES / "evidence/record.json").read_bytes())
    files = {RECORD: record_bytes(sample.model_copy(update={"id": "hs-1"})), "manifests/sis.json": b"{}"}
    sums = write_sums({each: sha256(data) for each, data in files.items()})
    return {**files, SUMS: sums, SIGNATURE: sign(KEY, sums).encode()}


_FILES = _signed_files()


def _must_not_hold(name: str) -> Reader:
    """Return a check of a signed folder of which one file is given: any but the signed one fails."""

    def check(data: bytes) -> Any:
        return data, check_folder(RecordFiles("hs-1", {**_FILES, name: data}), read_signers(ALLOWED))

    made = Reader(f"evidence: signed {name}", lambda: [_FILES[name]], check)
    return replace(
        made,
        spoil=spoilt_json if name == RECORD else made.spoil,
        good=lambda seen: frozenset() if seen[1] or seen[0] == _FILES[name] else frozenset({"it holds"}),
    )


def _witness(name: str) -> Reader:
    def read(data: bytes) -> Any:
        return data, read_witness(KeptWitness("0001", {**_WITNESS, name: data}), frozenset())

    good: Callable[[Any], frozenset[str]] = lambda seen: frozenset()  # noqa: E731
    if name != SIGNERS:
        good = lambda seen: frozenset() if seen[0] == _WITNESS[name] else frozenset({"it holds"})  # noqa: E731
    return Reader(f"evidence: witness {name}", lambda: [_WITNESS[name]], read, good=good)


def _tar() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in ("pack/pack.json", "pack/SHA256SUMS", "pack/records/drill/é/record.json"):
            told = tarfile.TarInfo(name)
            told.size = 2
            tar.addfile(told, io.BytesIO(b"{}"))
    return held.getvalue()


def _handover() -> bytes:
    first = Handover(
        number=1, district="cedarvalley.example", moment="2026-11-22T09:00:00Z", reason="yearly",
        compromised=False, old=key_name(WHO, PUBLIC), new=key_name(WHO, PUBLIC), heads=(), previous=None,
    )  # fmt: skip
    return handover_bytes(first)


def _read_handover(data: bytes) -> Any:
    return read_handover(KeptHandover("0001", {HANDOVER: data, **_OVER}))


_OVER = {name: sign(KEY, _handover()).encode() for name in ("handover.old.sig", "handover.new.sig")}

READERS = (
    *map(_record, _RECORDS),
    *map(_must_not_hold, _FILES),
    *map(_witness, _WITNESS),
    Reader("evidence: SHA256SUMS", lambda: [_FILES[SUMS]], read_sums),
    Reader("evidence: signature", lambda: [sign(KEY, b"x").encode()], lambda data: signed_by(data, b"x")),
    Reader("evidence: allowed_signers", lambda: [ALLOWED, _LIMITED], read_signers),
    Reader("evidence: HEAD", lambda: [_HEAD], read_head),
    Reader("evidence: heads.txt", lambda: [_HEADS], read_heads),
    Reader("evidence: chains.txt", lambda: [_CHAINS], read_lines, spoilt_lines),
    Reader("evidence: hand-over", lambda: [_handover()], _read_handover, spoilt_json),
    Reader("evidence: pack.tar", lambda: [_tar()], in_file("pack.tar", read_pack)),
)
