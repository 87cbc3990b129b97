"""``allowed_signers`` grants what it says, to whom it says, and no more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from drplan.errors import EvidenceError
from drplan.record.signers import (
    AllowedSigner,
    identities_of,
    limited_line,
    read_signers,
    see_identity,
    signer_line,
    with_limit,
    with_signer,
)
from drplan.record.sshsig import public_blob

BLOB = public_blob(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key())
OTHER = public_blob(Ed25519PrivateKey.from_private_bytes(bytes([1] * 32)).public_key())
LINE = signer_line("evidence@cedarvalley.example", BLOB)
KEY = LINE.split()[-1]
moments = st.integers(946684800, 4070908800).map(lambda second: datetime.fromtimestamp(second, UTC))


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
        f'a@b.example valid-before="202001010Z" ssh-ed25519 {KEY}',
        f'a@b.example valid-before="20201301Z" ssh-ed25519 {KEY}',
        f'a@b.example valid-before="0x5f5e100" ssh-ed25519 {KEY}',
        f'a@b.example valid-before="20200101Z",valid-before="20990101Z" ssh-ed25519 {KEY}',
        f'a@b.example valid-before="20200101Z" valid-after="20190101Z" ssh-ed25519 {KEY}',
        f'a@b.example valid-before="20200101Z",cert-authority ssh-ed25519 {KEY}',
        f'a@b.example namespaces="git",valid-after="20200101Z" ssh-ed25519 {KEY}',
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


@pytest.mark.parametrize(
    ("options", "after", "before"),
    [
        ('valid-after="20261102Z"', datetime(2026, 11, 2, tzinfo=UTC), None),
        ('valid-before="202611020930Z"', None, datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
        (
            'valid-after="20261101Z",namespaces="git,drplan-evidence",valid-before="20261102093001Z"',
            datetime(2026, 11, 1, tzinfo=UTC),
            datetime(2026, 11, 2, 9, 30, 1, tzinfo=UTC),
        ),
    ],
)
def test_times_in_utc_are_read(options, after, before):
    (signer,) = read_signers(f"a@b.example {options} ssh-ed25519 {KEY}".encode())
    assert (signer.valid_after, signer.valid_before) == (after, before)


@given(moments, moments, moments)
def test_a_key_may_sign_from_its_first_second_to_its_last(after, before, moment):
    signer = AllowedSigner("a@b.example", BLOB, after, before)
    (read,) = read_signers(limited_line(signer).encode())
    assert read == signer
    assert signer.covers(moment) == (after <= moment.replace(microsecond=0) <= before)


@given(st.lists(moments, min_size=1))
def test_limits_only_ever_narrow_and_a_plain_line_does_not_undo_them(ends):
    data = f"{LINE}\n".encode()
    for end in ends:
        data = with_limit(data, AllowedSigner("evidence@cedarvalley.example", BLOB, valid_before=end))
        assert with_signer(data, LINE) == data
    assert [each.valid_before for each in read_signers(data)] == [min(ends)]


def test_a_limit_goes_to_every_name_of_its_key_and_to_no_other_line():
    other = signer_line("b@b.example", OTHER)
    before = f"# ours\na@b.example,c@d.example ssh-ed25519 {KEY}\n{other}\n"
    end = datetime(2026, 11, 2, tzinfo=UTC)
    after = with_limit(before.encode(), AllowedSigner("a@b.example", BLOB, valid_before=end))
    assert {(each.identity, each.valid_before) for each in read_signers(after)} == {
        ("a@b.example", end),
        ("c@d.example", end),
        ("b@b.example", None),
    }
    assert after.splitlines()[0] == b"# ours"


def test_a_line_is_for_its_namespace_only():
    line = signer_line("a@b.example", BLOB, "drplan-countersign").encode()
    assert read_signers(line) == ()
    assert read_signers(line, "drplan-countersign") == (AllowedSigner("a@b.example", BLOB),)
