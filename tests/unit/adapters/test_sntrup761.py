"""The key encapsulation of strict hosts: what one side hides the other finds, and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.adapters.hosts import sntrup761
from drplan.adapters.hosts.sntrup761 import CIPHERTEXT_BYTES, PUBLIC_BYTES, Key, P, Q


def secret_in(key, message, ciphertext):
    return sntrup761._hash(1, sntrup761._hash(3, message) + ciphertext)


def test_what_a_sender_hides_the_key_finds_and_a_changed_byte_gives_another_secret():
    key = Key.generate()
    message = sntrup761._pack(sntrup761._short())
    ciphertext = key._hide(message)
    assert (len(key.public), len(ciphertext)) == (PUBLIC_BYTES, CIPHERTEXT_BYTES)
    assert key.receive(ciphertext) == secret_in(key, message, ciphertext)
    for at in (0, 500, CIPHERTEXT_BYTES - 1):
        changed = ciphertext[:at] + bytes([ciphertext[at] ^ 1]) + ciphertext[at + 1 :]
        assert key.receive(changed) != secret_in(key, message, changed)
    assert Key.generate().receive(ciphertext) != secret_in(key, message, ciphertext)


@settings(max_examples=20)
@given(st.lists(st.integers(0, Q - 1), min_size=P, max_size=P))
def test_what_is_written_is_read_again(values):
    assert sntrup761._decode(sntrup761._encode(values, [Q] * P), [Q] * P) == values


@settings(max_examples=20)
@given(st.lists(st.integers(-1, 1), min_size=P, max_size=P))
def test_small_polynomials_are_read_again(values):
    assert sntrup761._unpack(sntrup761._pack(values)) == values


def test_an_inverse_gives_one():
    small = sntrup761._short()
    inverse = sntrup761._inverse([each % Q for each in small], Q)
    assert inverse is not None
    assert sntrup761._times(small, inverse, Q) == [1] + [0] * (P - 1)
