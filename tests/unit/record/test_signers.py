"""``allowed_signers`` grants what it says, to whom it says, and no more."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drplan.errors import EvidenceError
from drplan.record.signers import identities_of, read_signers, see_identity, signer_line, with_signer
from drplan.record.sshsig import public_blob

BLOB = public_blob(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key())
OTHER = public_blob(Ed25519PrivateKey.from_private_bytes(bytes([1] * 32)).public_key())
LINE = signer_line("evidence@cedarvalley.example", BLOB)
KEY = LINE.split()[-1]


def test_a_line_is_read_back():
    assert identities_of(BLOB, read_signers(LINE.encode())) == ("evidence@cedarvalley.example",)


def test_another_key_is_nobody():
    assert identities_of(OTHER, read_signers(LINE.encode())) == ()


@pytest.mark.parametrize(
    ("line", "who"),
    [
        (f"a@b.example ssh-ed25519 {KEY}", ("a@b.example",)),
        (f"a@b.example ssh-ed25519 {KEY} a comment", ("a@b.example",)),
        (f"a@b.example,c@d.example ssh-ed25519 {KEY}", ("a@b.example", "c@d.example")),
        (f'a@b.example namespaces="git,drplan-evidence" ssh-ed25519 {KEY}', ("a@b.example",)),
    ],
)
def test_plain_lines_grant(line, who):
    assert identities_of(BLOB, read_signers(line.encode())) == who


@pytest.mark.parametrize(
    "line",
    [
        "",
        f"# {LINE}",
        f'a@b.example namespaces="git" ssh-ed25519 {KEY}',
        f'a@b.example namespaces="" ssh-ed25519 {KEY}',
        f"*@b.example ssh-ed25519 {KEY}",
        f"!a@b.example ssh-ed25519 {KEY}",
        f"a@b.example cert-authority ssh-ed25519 {KEY}",
        f'a@b.example valid-before="20200101" ssh-ed25519 {KEY}',
        f"a@b.example ssh-rsa {KEY}",
        "a@b.example ssh-ed25519 ???",
    ],
)
def test_lines_we_do_not_write_grant_nothing(line):
    assert identities_of(BLOB, read_signers(line.encode())) == ()


def test_a_line_is_added_once():
    once = with_signer(b"", LINE)
    assert with_signer(once, LINE) == once == f"{LINE}\n".encode()


def test_earlier_keys_stay():
    other = signer_line("old@cedarvalley.example", OTHER)
    both = with_signer(other.encode(), LINE)
    assert both == f"{other}\n{LINE}\n".encode()


@pytest.mark.parametrize(
    "identity", ["", "a b@c", "a@b,c@d", "*@b.example", "a", '"a"@b', "#a@b", "a@b\nc@d"]
)
def test_identities_that_would_grant_more_are_refused(identity):
    with pytest.raises(EvidenceError, match="cannot name a signer"):
        see_identity(identity)
