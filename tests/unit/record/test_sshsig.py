"""A signature is ours in every byte, or it is refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from drplan.errors import EvidenceError
from drplan.record.sshsig import public_blob, sign, signed_by
from drplan.record.wire import ssh_string, take_strings

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
MESSAGE = b"a list of sums\n"


@given(st.binary())
def test_a_signature_names_its_key(message):
    assert signed_by(sign(KEY, message).encode(), message) == public_blob(KEY.public_key())


def test_every_changed_byte_of_a_signature_is_refused():
    good = sign(KEY, MESSAGE).encode()
    for place in range(len(good)):
        for bit in (1, 0x20, 0x80):
            bad = good[:place] + bytes([good[place] ^ bit]) + good[place + 1 :]
            with pytest.raises(EvidenceError):
                signed_by(bad, MESSAGE)


def test_every_shortened_signature_is_refused():
    good = sign(KEY, MESSAGE).encode()
    for end in range(len(good)):
        with pytest.raises(EvidenceError):
            signed_by(good[:end], MESSAGE)


@pytest.mark.parametrize("extra", [b"\n", b" ", sign(KEY, MESSAGE).encode()])
def test_anything_after_a_signature_is_refused(extra):
    with pytest.raises(EvidenceError):
        signed_by(sign(KEY, MESSAGE).encode() + extra, MESSAGE)


def test_another_message_is_refused():
    with pytest.raises(EvidenceError, match="does not fit"):
        signed_by(sign(KEY, MESSAGE).encode(), MESSAGE + b" ")


def test_a_signature_made_for_another_purpose_is_refused():
    with pytest.raises(EvidenceError, match="for drplan-evidence"):
        signed_by(sign(KEY, MESSAGE, "git").encode(), MESSAGE)


@given(st.lists(st.binary(), max_size=4), st.binary())
def test_strings_on_the_wire_come_back(strings, rest):
    data = b"".join(map(ssh_string, strings)) + rest
    assert take_strings(data, len(strings)) == (strings, rest)


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"\0\0\0\1", b"\xff\xff\xff\xff"])
def test_a_string_cut_short_is_refused(data):
    with pytest.raises(ValueError, match="cut short"):
        take_strings(data, 1)
