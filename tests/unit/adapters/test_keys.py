"""The evidence key: made once, readable by its owner only, and nothing else is taken for it."""

from __future__ import annotations

import base64
import os
import subprocess
from pathlib import Path

import pytest

from drplan.adapters.keys import NAME, KeyFile
from drplan.errors import EvidenceError, SecretMissing
from drplan.record.signers import identities_of, read_signers
from drplan.record.sshsig import signed_by

IDENTITY = "evidence@cedarvalley.example"


def keygen(*arguments: str, path: Path) -> str:
    return subprocess.run(
        ["ssh-keygen", *arguments, "-f", path], check=True, capture_output=True, text=True
    ).stdout


def test_a_new_key_is_its_owners_only(tmp_path):
    KeyFile.create(tmp_path / "state/keys", IDENTITY)
    assert (tmp_path / "state/keys").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "state/keys").iterdir()] == [NAME]
    assert (tmp_path / "state/keys" / NAME).stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(tmp_path):
    KeyFile.create(tmp_path, IDENTITY)
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(EvidenceError, match="there is an evidence key already"):
        KeyFile.create(tmp_path, IDENTITY)
    assert (tmp_path / NAME).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_loaded_key_is_the_key_that_was_made(tmp_path):
    made, loaded = KeyFile.create(tmp_path, IDENTITY), KeyFile.load(tmp_path)
    assert loaded.identity == IDENTITY
    assert loaded.sign(b"x") == made.sign(b"x")
    signers = read_signers(loaded.allowed_signer().encode())
    assert identities_of(signed_by(made.sign(b"x").encode(), b"x"), signers) == (IDENTITY,)


def test_ssh_keygen_reads_our_key_and_sees_the_same(tmp_path):
    for _ in range(4):
        key = KeyFile.create(tmp_path, IDENTITY)
        public = keygen("-y", path=key.path).split()
        assert public[0] == "ssh-ed25519"
        assert key.allowed_signer().endswith(public[1])
        assert public[2] == IDENTITY
        assert key.fingerprint() in keygen("-l", path=key.path)
        key.path.unlink()


@pytest.mark.parametrize("identity", ["a@b.example", "ab@b.example", IDENTITY, "x" * 60 + "@b.example"])
def test_a_key_has_its_padding_whatever_the_identity_s_length(tmp_path, identity):
    key = KeyFile.create(tmp_path, identity)
    assert keygen("-y", path=key.path).split()[2] == identity
    assert KeyFile.load(tmp_path).identity == identity


def test_a_key_made_by_ssh_keygen_is_taken(tmp_path):
    keygen("-q", "-t", "ed25519", "-N", "", "-C", IDENTITY, path=tmp_path / NAME)
    key = KeyFile.load(tmp_path)
    assert key.identity == IDENTITY
    assert key.allowed_signer().split()[-1] == (tmp_path / f"{NAME}.pub").read_text().split()[1]


def test_no_key_says_how_to_make_one(tmp_path):
    with pytest.raises(SecretMissing) as caught:
        KeyFile.load(tmp_path)
    assert "drplan evidence keygen" in caught.value.next_step


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o700, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    KeyFile.create(tmp_path, IDENTITY).path.chmod(mode)
    with pytest.raises(EvidenceError, match=f"has mode {mode:04o}"):
        KeyFile.load(tmp_path)


def test_a_key_that_only_its_owner_may_read_is_taken(tmp_path):
    KeyFile.create(tmp_path, IDENTITY).path.chmod(0o400)
    assert KeyFile.load(tmp_path).identity == IDENTITY


def test_a_key_with_a_passphrase_is_refused_with_the_way_out(tmp_path):
    keygen("-q", "-t", "ed25519", "-N", "secret words", "-C", IDENTITY, path=tmp_path / NAME)
    with pytest.raises(EvidenceError, match="is protected by a passphrase") as caught:
        KeyFile.load(tmp_path)
    assert "ssh-keygen -p" in caught.value.next_step


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_another_kind_of_key_is_refused(tmp_path, kind):
    keygen("-q", "-t", kind, "-N", "", "-C", IDENTITY, path=tmp_path / NAME)
    with pytest.raises(EvidenceError, match="is not an"):
        KeyFile.load(tmp_path)


@pytest.mark.parametrize("comment", ["", "root@host key", "nobody"])
def test_a_key_without_an_identity_is_refused_with_the_way_out(tmp_path, comment):
    keygen("-q", "-t", "ed25519", "-N", "", "-C", comment, path=tmp_path / NAME)
    with pytest.raises(EvidenceError, match="no signer's identity") as caught:
        KeyFile.load(tmp_path)
    assert "ssh-keygen -c" in caught.value.next_step


def test_every_shortened_key_is_refused(tmp_path):
    path = KeyFile.create(tmp_path, IDENTITY).path
    whole = path.read_bytes()
    for end in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:end])
        with pytest.raises(EvidenceError):
            KeyFile.load(tmp_path)


def test_a_link_in_the_place_of_the_key_is_refused(tmp_path):
    elsewhere = KeyFile.create(tmp_path / "elsewhere", IDENTITY).path
    (tmp_path / NAME).symlink_to(elsewhere)
    with pytest.raises(EvidenceError, match="cannot be read"):
        KeyFile.load(tmp_path)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_in_the_place_of_the_key_is_refused(tmp_path, make):
    make(tmp_path / NAME)
    with pytest.raises(EvidenceError, match=r"cannot be read|is not a plain file"):
        KeyFile.load(tmp_path)


def test_an_identity_that_would_grant_more_makes_no_key(tmp_path):
    with pytest.raises(EvidenceError, match="cannot name a signer"):
        KeyFile.create(tmp_path / "keys", "*@cedarvalley.example")
    assert not (tmp_path / "keys").exists()


def test_a_printed_key_shows_nothing_secret(tmp_path):
    key = KeyFile.create(tmp_path, IDENTITY)
    body = base64.b64decode("".join(key.path.read_text().splitlines()[1:-1]))
    assert "Ed25519PrivateKey" not in repr(key)
    assert not any(body[start : start + 8].hex() in repr(key) for start in range(len(body) - 8))
