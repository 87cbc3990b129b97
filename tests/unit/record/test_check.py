"""Whatever is changed in a drill's folder is found, and named."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drplan.errors import EvidenceError
from drplan.record.canonical import record_bytes
from drplan.record.check import RecordFiles, check_evidence, check_folder, link, links, signed_for
from drplan.record.drill import DrillRecord
from drplan.record.findings import EvidenceFinding
from drplan.record.signers import read_signers, signer_line
from drplan.record.sshsig import public_blob, sign
from drplan.record.sums import RECORD, SIGNATURE, SUMS, sha256, write_sums

SAMPLE = DrillRecord.model_validate_json(
    (Path(__file__).parents[2] / "cases/evidence/record.json").read_bytes()
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes([9] * 32))
SIGNERS = read_signers(signer_line("evidence@cedarvalley.example", public_blob(KEY.public_key())).encode())


def folder(
    name: str, previous: str | None = None, *, key: Ed25519PrivateKey = KEY, **content: bytes
) -> RecordFiles:
    record = SAMPLE.model_copy(update={"id": name, "previous": previous})
    files = {RECORD: record_bytes(record), "manifests/sis.json": b"{}", **content}
    sums = write_sums({each: sha256(data) for each, data in files.items()})
    return RecordFiles(name, {**files, SUMS: sums, SIGNATURE: sign(key, sums).encode()})


def changed(given: RecordFiles, **content: bytes | None) -> RecordFiles:
    names = {"record": RECORD, "sums": SUMS, "signature": SIGNATURE, "manifest": "manifests/sis.json"}
    update = {names.get(name, name): data for name, data in content.items()}
    files = {name: data for name, data in {**given.files, **update}.items() if data is not None}
    return RecordFiles(given.id, files, given.odd)


def places(given: RecordFiles) -> set[str]:
    return {finding.field for finding in check_folder(given, SIGNERS)}


GOOD = folder("hs-1")


def test_a_folder_as_it_was_written_holds():
    assert check_folder(GOOD, SIGNERS) == ()
    assert signed_for(GOOD, SIGNERS) == ("evidence@cedarvalley.example",)


@pytest.mark.parametrize("name", sorted(GOOD.files))
def test_every_changed_byte_in_every_file_is_found(name):
    data = GOOD.files[name]
    for place in range(len(data)):
        bad = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert check_folder(changed(GOOD, **{name: bad}), SIGNERS), f"byte {place} of {name}"


@pytest.mark.parametrize("name", sorted(GOOD.files))
def test_every_missing_file_is_named(name):
    assert name in places(changed(GOOD, **{name: None}))


def test_a_file_too_many_is_named():
    (finding,) = check_folder(changed(GOOD, extra=b""), SIGNERS)
    assert (finding.field, finding.what) == ("extra", "is here and not listed")


def test_what_is_no_plain_file_is_named():
    odd = RecordFiles(GOOD.id, GOOD.files, ("manifests/link",))
    assert [each.field for each in check_folder(odd, SIGNERS)] == ["manifests/link"]


def test_a_stranger_s_signature_is_refused():
    (finding,) = check_folder(folder("hs-1", key=STRANGER), SIGNERS)
    assert finding.what == "is by a key that allowed_signers does not hold"


def test_a_record_changed_with_its_sums_is_refused_for_its_signature():
    other = folder("hs-1", manifest=b"[]")
    forged = changed(other, signature=GOOD.files[SIGNATURE])
    assert places(forged) == {SIGNATURE}


def test_a_renamed_folder_is_named():
    moved = RecordFiles("hs-2", GOOD.files)
    (finding,) = check_folder(moved, SIGNERS)
    assert finding.line() == "hs-2: id: says hs-1: the folder was renamed or swapped"


def test_signed_bytes_that_are_no_canonical_record_are_named():
    data = GOOD.files[RECORD] + b"\n"
    sums = write_sums({RECORD: sha256(data)})
    odd = RecordFiles("hs-1", {RECORD: data, SUMS: sums, SIGNATURE: sign(KEY, sums).encode()})
    (finding,) = check_folder(odd, SIGNERS)
    assert finding.field == RECORD
    assert "not in canonical form" in finding.what


def test_an_altered_record_breaks_the_chain_after_it():
    first = folder("hs-1")
    second = folder("hs-2", link(first).head)
    bad = changed(first, record=first.files[RECORD].replace(b'"lab"', b'"lob"'))
    found = check_evidence([bad, second], SIGNERS)
    assert {(each.record_id, each.field) for each in found} == {("hs-1", RECORD), ("hs-2", "previous")}
    assert links([bad, second]).keys() == {"hs-2"}


def test_a_rewritten_record_with_a_good_signature_still_breaks_the_chain():
    first = folder("hs-1")
    second = folder("hs-2", link(first).head)
    found = check_evidence([folder("hs-1", extra=b"new"), second], SIGNERS)
    assert [(each.record_id, each.field) for each in found] == [("hs-2", "previous")]


def test_a_head_kept_elsewhere_is_checked():
    first = folder("hs-1")
    assert check_evidence([first], SIGNERS, link(first).head) == ()
    assert [each.field for each in check_evidence([first], SIGNERS, "0" * 64)] == ["head"]


def test_an_altered_record_has_no_place_in_the_chain():
    with pytest.raises(EvidenceError, match="was altered"):
        link(changed(GOOD, record=b"{}"))


def test_a_finding_is_one_line_whatever_the_name():
    line = EvidenceFinding("hs-1", "is here", "a\nhs-2: verified\udc80\x1b[2K").line()
    assert line.isprintable()
