"""The signed head says how many records there are, which is the newest, and stands for every signature."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drplan.errors import EvidenceError
from drplan.record.canonical import record_bytes
from drplan.record.check import RecordFiles, check_evidence, link
from drplan.record.head import ChainHead, HeadFiles, cover, head_bytes, read_head
from drplan.record.signers import AllowedSigner, limited_line, read_signers, signer_line
from drplan.record.sshsig import public_blob, sign
from drplan.record.sums import RECORD, SIGNATURE, SUMS, sha256, write_sums
from tests.unit.record.test_check import KEY, SAMPLE, SIGNERS, STRANGER, folder

NEWER = Ed25519PrivateKey.from_private_bytes(bytes([3] * 32))
BOTH = (*SIGNERS, *read_signers(signer_line("new@a.example", public_blob(NEWER.public_key())).encode()))

FIRST = folder("a")
SECOND = folder("b", link(FIRST).head)
THIRD = folder("c", link(SECOND).head)
ALL = (FIRST, SECOND, THIRD)


def told(*folders: RecordFiles, **changes: object) -> ChainHead:
    signatures = cover(sha256(each.files[SIGNATURE]) for each in folders)
    head = {"newest": folders[-1].id, "head": link(folders[-1]).head, "signatures": signatures}
    return ChainHead(**({"chain": "drill", "count": len(folders)} | head | changes))  # type: ignore[arg-type]


def signed(head: ChainHead, key: Ed25519PrivateKey = KEY) -> HeadFiles:
    data = head_bytes(head)
    return HeadFiles(data, sign(key, data).encode())


def seen(folders: tuple[RecordFiles, ...], files: HeadFiles, *, every_signature: bool = False) -> list[str]:
    return [
        each.line()
        for each in check_evidence(folders, BOTH, signed_head=files, every_signature=every_signature)
    ]


def resigned(given: RecordFiles, signature: bytes) -> RecordFiles:
    return RecordFiles(given.id, {**given.files, SIGNATURE: signature})


def test_what_is_written_is_read():
    assert read_head(head_bytes(told(*ALL))) == told(*ALL)


@pytest.mark.parametrize("form", [lambda d: d + b"\n", lambda d: d[:-1], lambda d: d.replace(b"=3", b"=03")])
def test_any_other_form_is_refused(form):
    with pytest.raises(EvidenceError, match="not in its form"):
        read_head(form(head_bytes(told(*ALL))))


def test_a_head_over_all_records_holds():
    assert seen(ALL, signed(told(*ALL))) == []


def test_every_changed_byte_of_the_head_and_its_signature_is_found():
    files = signed(told(*ALL))
    for name, data in (("head", files.head), ("signature", files.signature)):
        for place in range(len(data or b"")):
            bad = bytes(each ^ (number == place) for number, each in enumerate(data or b""))
            found = seen(ALL, HeadFiles(**{**vars(files), name: bad}))
            assert found, f"byte {place} of {name}"
            assert all(line.startswith("HEAD: ") for line in found)


def ended(name: str, previous: str | None, at: str) -> RecordFiles:
    """Return a folder whose record ended at that moment."""
    record = SAMPLE.model_copy(update={"id": name, "previous": previous, "ended": datetime.fromisoformat(at)})
    data = record_bytes(record)
    sums = write_sums({RECORD: sha256(data)})
    return RecordFiles(name, {RECORD: data, SUMS: sums, SIGNATURE: sign(KEY, sums).encode()})


@pytest.mark.parametrize("every", [True, False])
def test_a_head_speaks_for_no_record_of_a_time_at_which_its_key_could_not_sign(every):
    before = ended("a", None, "2026-01-31T12:00:00+00:00")
    after = ended("b", link(before).head, "2026-02-02T12:00:00+00:00")
    line = limited_line(AllowedSigner("e@a.example", SIGNERS[0].public, datetime(2026, 2, 1, tzinfo=UTC)))
    other = AllowedSigner("new@a.example", public_blob(NEWER.public_key()))
    head = signed(told(before, after))
    for signers in (read_signers(line.encode()), (*read_signers(line.encode()), other)):
        found = check_evidence((before, after), signers, signed_head=head, every_signature=every)
        assert [each.record_id for each in found] == ["a"]
        assert "could not sign when the record ended" in found[0].what


def test_one_of_the_two_files_alone_is_a_finding():
    files = signed(told(*ALL))
    assert seen(ALL, HeadFiles(files.head, None))[0].startswith("HEAD: HEAD.sig: does not fit")
    assert seen(ALL, HeadFiles(None, files.signature)) == ["HEAD: HEAD: is missing beside its signature"]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (told(*ALL, newest="d"), "names d as the newest of 3, and it is not here"),
        (told(*ALL, count=5, newest="e"), "names e as the newest of 5, and it is not here: 2 taken off"),
        (told(*ALL, head="0" * 64), "was signed over another c than the one that is here"),
        (told(*ALL, count=2), "says that c is number 2 of the chain; here it is number 3"),
        (told(*ALL, signatures="0" * 64), "was signed over other signatures"),
        (told(*ALL, chain="deploy"), "is of a chain of deploys, not of drills"),
        (told(*ALL[:2]), "does not name the newest record: c came after it"),
    ],
)
def test_a_head_that_is_not_of_these_records_says_why(head, said):
    (line,) = seen(ALL, signed(head))
    assert said in line


def test_a_head_with_no_record_beside_it_is_a_finding():
    assert "names c as the newest of 3" in seen((), signed(told(*ALL)))[0]


def test_a_stranger_s_head_is_a_finding():
    assert seen(ALL, signed(told(*ALL), STRANGER)) == [
        "HEAD: HEAD.sig: is by a key that allowed_signers does not hold"
    ]


def test_another_signature_beside_a_record_is_found_and_named():
    swapped = (FIRST, resigned(SECOND, FIRST.files[SIGNATURE]), THIRD)
    found = seen(swapped, signed(told(*ALL)))
    assert any(line.startswith("b: SHA256SUMS.sig: does not fit") for line in found)
    assert any("was signed over other signatures" in line for line in found)


def test_the_head_s_key_does_not_stand_for_what_another_key_signed():
    forged = resigned(SECOND, folder("b", key=KEY).files[SIGNATURE])
    files = signed(told(FIRST, forged, THIRD), NEWER)
    assert [line.split(":")[0] for line in seen((FIRST, forged, THIRD), files)] == ["b"]


def test_what_only_the_key_s_holder_can_do_is_seen_when_every_signature_is_asked_for():
    forged = resigned(SECOND, FIRST.files[SIGNATURE])
    files = signed(told(FIRST, forged, THIRD))
    assert seen((FIRST, forged, THIRD), files) == []
    assert [line.split(":")[0] for line in seen((FIRST, forged, THIRD), files, every_signature=True)] == ["b"]


def test_records_after_the_head_are_checked_each():
    forged = folder("c", link(SECOND).head, key=STRANGER)
    found = seen((FIRST, SECOND, forged), signed(told(FIRST, SECOND)))
    assert "c: SHA256SUMS.sig: is by a key that allowed_signers does not hold" in found
