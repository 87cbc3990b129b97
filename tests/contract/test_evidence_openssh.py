"""What OpenSSH and coreutils say of our evidence, and what we say of theirs."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.errors import EvidenceError
from drplan.record.auditor import verification_command
from drplan.record.drill import DrillRecord
from drplan.record.signers import AllowedSigner, limited_line, read_signers, signer_time
from drplan.record.sshsig import NAMESPACE, sign, signed_by
from drplan.record.sums import sha256, write_sums

SAMPLE = DrillRecord.model_validate_json(
    (Path(__file__).parents[1] / "cases/evidence/record.json").read_bytes()
)
IDENTITY = "evidence@cedarvalley.example"
FILES = {"manifests/home folders é.json": b'{"a":1}', "manifests/sis.json": b"{}"}
NAMES = [
    "plain",
    "with space",
    " leading",
    "trailing ",
    "*star",
    "#hash",
    "-n",
    "élève→",
    "a/b/c",
    "a  b",
    "\u202e",
]


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    return KeyFile.create(tmp_path / "keys", IDENTITY)


@pytest.fixture
def evidence(tmp_path: Path, key: KeyFile) -> EvidenceFolder:
    """Three drills in a row: a, b, c."""
    folder = EvidenceFolder(tmp_path / "it's runbooks/evidence")
    for name in "abc":
        record = SAMPLE.model_copy(update={"id": name, "previous": folder.head()})
        folder.append(record, FILES, key)
    return folder


def auditor_accepts(folder: Path, identity: str = IDENTITY) -> bool:
    """Run the very line that people are given."""
    command = verification_command(str(folder), identity)
    return subprocess.run(["sh", "-c", command], check=False, capture_output=True).returncode == 0


def openssh_sign(key: Path, message: bytes, namespace: str = NAMESPACE) -> bytes:
    argv: list[str | Path] = ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", namespace]
    return subprocess.run(argv, input=message, check=True, capture_output=True).stdout


def ours(path: Path) -> Ed25519PrivateKey:
    key = load_ssh_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


@pytest.mark.parametrize("message", [b"", b"x", b"line\n", bytes(range(256)) * 300])
@pytest.mark.parametrize("namespace", [NAMESPACE, "n", "a-much-longer-namespace@cedarvalley.example"])
def test_signatures_are_byte_for_byte_those_of_ssh_keygen(key, message, namespace):
    theirs = openssh_sign(key.path, message, namespace)
    assert sign(ours(key.path), message, namespace).encode() == theirs
    assert signed_by(theirs, message, namespace)


def test_an_auditor_accepts_every_drill_with_openssh_and_coreutils_alone(evidence):
    assert all(auditor_accepts(evidence.root / name) for name in "abc")


def test_an_auditor_refuses_another_signers_name(evidence):
    assert not auditor_accepts(evidence.root / "a", "superintendent@cedarvalley.example")


def test_the_key_signs_evidence_and_nothing_else(evidence, key):
    message = b"a commit"
    signature = evidence.root.parent / "x.sig"
    signature.write_bytes(openssh_sign(key.path, message, "git"))
    signers = evidence.root / "allowed_signers"
    argv: list[str | Path] = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        signers,
        "-I",
        IDENTITY,
        "-n",
        "git",
        "-s",
        signature,
    ]
    assert subprocess.run(argv, input=message, check=False, capture_output=True).returncode != 0


def test_names_that_we_list_are_names_that_sha256sum_checks(tmp_path):
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    sums = write_sums({name: sha256(name.encode()) for name in NAMES})
    argv = ["sha256sum", "-c", "--strict"]
    seen = subprocess.run(argv, input=sums, cwd=tmp_path, check=True, capture_output=True).stdout
    assert seen.count(b": OK\n") == len(NAMES)


def test_each_name_alone_is_written_as_sha256sum_writes_it(tmp_path):
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
        theirs = subprocess.run(
            ["sha256sum", "--", name], cwd=tmp_path, check=True, capture_output=True
        ).stdout
        assert write_sums({name: sha256(name.encode())}) == theirs


@pytest.mark.parametrize(
    "name",
    ["record.json", "SHA256SUMS", "SHA256SUMS.sig", "manifests/sis.json", "manifests/home folders é.json"],
)
def test_one_changed_byte_is_refused_by_the_auditor_and_by_us(evidence, name):
    path = evidence.root / "b" / name
    good = path.read_bytes()
    for place in spread(len(good), 40):
        if name == "SHA256SUMS.sig" and good[place : place + 1] == b"\n":
            continue
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        assert not auditor_accepts(evidence.root / "b"), f"byte {place} of {name}"
        assert "b" in {each.record_id for each in evidence.verify()}, f"byte {place} of {name}"
    path.write_bytes(good)
    assert auditor_accepts(evidence.root / "b")
    assert evidence.verify() == []


def spread(length: int, count: int) -> list[int]:
    """Return places over the whole length, both ends among them."""
    return sorted({round(number * (length - 1) / count) for number in range(count + 1)})


@pytest.mark.parametrize("name", ["record.json", "SHA256SUMS", "SHA256SUMS.sig", "manifests/sis.json"])
def test_a_removed_file_is_refused_by_the_auditor_and_by_us(evidence, name):
    (evidence.root / "b" / name).unlink()
    assert not auditor_accepts(evidence.root / "b")
    assert ("b", name) in {(each.record_id, each.field) for each in evidence.verify()}


def test_a_record_swapped_between_drills_is_refused_by_the_auditor_and_by_us(evidence):
    first, second = evidence.root / "a/record.json", evidence.root / "b/record.json"
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    assert not auditor_accepts(evidence.root / "a")
    assert not auditor_accepts(evidence.root / "b")
    assert {"a", "b"} <= {each.record_id for each in evidence.verify()}


def test_the_auditor_can_follow_the_chain_by_hand(evidence):
    seen = subprocess.run(
        ["sha256sum", evidence.root / "a/SHA256SUMS"], check=True, capture_output=True, text=True
    ).stdout
    assert evidence.record("b").previous == seen.split()[0].removeprefix("\\")


def test_a_folder_signed_by_openssh_itself_is_accepted_by_us(evidence, key):
    sums = (evidence.root / "c/SHA256SUMS").read_bytes()
    (evidence.root / "c/SHA256SUMS.sig").write_bytes(openssh_sign(key.path, sums))
    assert evidence.verify() == []


def test_a_signature_over_another_hash_is_refused(key):
    argv = ["ssh-keygen", "-q", "-Y", "sign", "-O", "hashalg=sha256", "-f", key.path, "-n", NAMESPACE]
    theirs = subprocess.run(argv, input=b"x", check=True, capture_output=True).stdout
    with pytest.raises(EvidenceError):
        signed_by(theirs, b"x")


FIRST, LAST = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, 9, 30, 1, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago", "Pacific/Auckland"])
@pytest.mark.parametrize("edge", [FIRST, LAST])
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_key_s_time_begins_and_ends_where_ssh_keygen_says(key, tmp_path, edge, seconds, zone):
    line = limited_line(AllowedSigner(IDENTITY, key.public, FIRST, LAST))
    (tmp_path / "signers").write_text(line + "\n")
    (tmp_path / "sig").write_text(key.sign(b"x"))
    moment = edge + timedelta(seconds=seconds)
    argv: list[str | Path] = ["ssh-keygen", "-Y", "verify", f"-Overify-time={signer_time(moment)}"]
    argv += ["-f", tmp_path / "signers", "-I", IDENTITY, "-n", NAMESPACE, "-s", tmp_path / "sig"]
    zoned = {**os.environ, "TZ": zone}
    theirs = subprocess.run(argv, input=b"x", check=False, capture_output=True, env=zoned).returncode == 0
    (ours,) = read_signers(line.encode())
    assert ours.covers(moment) == theirs
