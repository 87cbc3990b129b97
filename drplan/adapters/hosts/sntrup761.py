"""Streamlined NTRU Prime 761: a key encapsulation that quantum computers are not known to break.

By the description of its authors (https://ntruprime.cr.yp.to), as in OpenSSH since 8.5. Python cannot keep
secrets from a clock, so this is only fit to be used beside X25519, as SSH does: together they are never
weaker than X25519 alone. A key is made for each connection, and used once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

P = 761
Q = 4591
_WEIGHT = 286
_HALF = Q // 2
_ROUNDED = (Q + 2) // 3
_LIMIT = 16384
_LANE = 6
"""Bytes that a coefficient of a product needs: P times the square of Q fits."""

PUBLIC_BYTES = 1158
CIPHERTEXT_BYTES = 1039
_CONFIRM_BYTES = 32
_SMALL_BYTES = 191

Polynomial = list[int]
"""Coefficients from the lowest up: P of them, in the ring in which x to the P is x + 1."""


@dataclass(frozen=True)
class Key:
    """A key to receive one secret by; ``public`` is sent."""

    public: bytes
    _h: Polynomial = field(repr=False)
    _f: Polynomial = field(repr=False)
    _g_inverse: Polynomial = field(repr=False)
    _rejected: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Key:
        """Make one (about 0.1 s)."""
        g, g_inverse = _small(), None
        while (g_inverse := _inverse(g, 3)) is None:
            g = _small()
        f = _short()
        inverse = _inverse([3 * each % Q for each in f], Q)
        assert inverse is not None  # noqa: S101 - this ring is a field
        h = _times(g, inverse, Q)
        public = _encode([(each + _HALF) % Q for each in h], [Q] * P)
        return cls(public, h, f, [_middle(each, 3) for each in g_inverse], secrets.token_bytes(_SMALL_BYTES))

    def receive(self, ciphertext: bytes) -> bytes:
        """Return the 32 bytes that its sender chose; other bytes for a ciphertext that was tampered with.

        Raises ``ValueError`` for one of another length.
        """
        if len(ciphertext) != CIPHERTEXT_BYTES:
            raise ValueError(f"a ciphertext of {len(ciphertext)} bytes, not {CIPHERTEXT_BYTES}")
        message = _pack(self._decrypt(ciphertext[:-_CONFIRM_BYTES]))
        genuine = hmac.compare_digest(self._hide(message), ciphertext)
        seen = message if genuine else self._rejected
        return _hash(1 if genuine else 0, _hash(3, seen) + ciphertext)

    def _decrypt(self, ciphertext: bytes) -> Polynomial:
        rounded = [3 * each - _HALF for each in _decode(ciphertext, [_ROUNDED] * P)]
        product = _times(rounded, [3 * each for each in self._f], Q)
        message = _times([_middle(_middle(each, Q), 3) for each in product], self._g_inverse, 3)
        message = [_middle(each, 3) for each in message]
        right = sum(map(abs, message)) == _WEIGHT
        return message if right else [1] * _WEIGHT + [0] * (P - _WEIGHT)

    def _hide(self, message: bytes) -> bytes:
        product = [_middle(each, Q) for each in _times(self._h, _unpack(message), Q)]
        rounded = [(each - _middle(each, 3) + _HALF) // 3 for each in product]
        return _encode(rounded, [_ROUNDED] * P) + _hash(2, _hash(3, message) + _hash(4, self.public))


def _hash(kind: int, data: bytes) -> bytes:
    return hashlib.sha512(bytes([kind]) + data).digest()[:32]


def _middle(value: int, modulus: int) -> int:
    """Return what is nearest to zero of those that leave the same rest."""
    half = modulus // 2
    return (value + half) % modulus - half


def _small() -> Polynomial:
    return [secrets.randbelow(3) - 1 for _ in range(P)]


def _short() -> Polynomial:
    """Return one with as many coefficients that are not zero as the weight says."""
    coefficients = [secrets.choice((1, -1)) for _ in range(_WEIGHT)] + [0] * (P - _WEIGHT)
    secrets.SystemRandom().shuffle(coefficients)
    return coefficients


def _times(a: Sequence[int], b: Sequence[int], modulus: int) -> Polynomial:
    """Multiply in the ring: as two long numbers, each coefficient in a lane of its own."""
    product = _as_number(a, modulus) * _as_number(b, modulus)
    lanes = product.to_bytes(2 * P * _LANE, "little")
    c = [int.from_bytes(lanes[at : at + _LANE], "little") for at in range(0, (2 * P - 1) * _LANE, _LANE)]
    for i in range(2 * P - 2, P - 1, -1):
        c[i - P] += c[i]
        c[i - P + 1] += c[i]
    return [each % modulus for each in c[:P]]


def _as_number(a: Sequence[int], modulus: int) -> int:
    return int.from_bytes(b"".join((each % modulus).to_bytes(_LANE, "little") for each in a), "little")


def _inverse(a: Sequence[int], prime: int) -> Polynomial | None:
    """Return what gives one when multiplied by it, by Euclid's algorithm; nothing when there is none."""
    high, low = [-1, -1, *([0] * (P - 2)), 1], _trimmed([each % prime for each in a])
    of_high: Polynomial = []
    of_low = [1]
    while len(low) > 1:
        scale = pow(low[-1], -1, prime)
        while len(high) >= len(low):
            factor, shift = high[-1] * scale % prime, len(high) - len(low)
            high = _trimmed(_less(high, low, factor, shift, prime))
            of_high = _less(of_high, of_low, factor, shift, prime)
        high, low, of_high, of_low = low, high, of_low, of_high
    if not low:
        return None
    scale = pow(low[0], -1, prime)
    found = [each * scale % prime for each in of_low]
    return found + [0] * (P - len(found))


def _less(a: Polynomial, b: Polynomial, factor: int, shift: int, prime: int) -> Polynomial:
    """Return ``a - factor * x^shift * b``."""
    a = a + [0] * (shift + len(b) - len(a))
    middle = [(x - factor * y) % prime for x, y in zip(a[shift:], b, strict=False)]
    return a[:shift] + middle + a[shift + len(middle) :]


def _trimmed(a: Polynomial) -> Polynomial:
    while a and not a[-1]:
        a.pop()
    return a


def _pack(small: Sequence[int]) -> bytes:
    """Write coefficients of -1, 0 and 1, four in a byte."""
    digits = [each + 1 for each in small] + [0] * (-len(small) % 4)
    return bytes(sum(digits[at + i] << 2 * i for i in range(4)) for at in range(0, len(digits), 4))


def _unpack(data: bytes) -> Polynomial:
    return [((byte >> shift) & 3) - 1 for byte in data for shift in (0, 2, 4, 6)][:P]


def _encode(values: Sequence[int], moduli: Sequence[int]) -> bytes:
    """Write numbers below their moduli in hardly more bytes than they need: pairs become one number."""
    if len(moduli) == 1:
        return _bytes_of(values[0], moduli[0], 1)[0]
    out, rests, rest_moduli = b"", [], []
    for i in range(0, len(moduli) - 1, 2):
        written, rest, modulus = _bytes_of(
            values[i] + moduli[i] * values[i + 1], moduli[i] * moduli[i + 1], _LIMIT - 1
        )
        out += written
        rests.append(rest)
        rest_moduli.append(modulus)
    if len(moduli) % 2:
        rests.append(values[-1])
        rest_moduli.append(moduli[-1])
    return out + _encode(rests, rest_moduli)


def _bytes_of(value: int, modulus: int, limit: int) -> tuple[bytes, int, int]:
    out = bytearray()
    while modulus > limit:
        out.append(value % 256)
        value, modulus = value // 256, (modulus + 255) // 256
    return bytes(out), value, modulus


def _decode(data: bytes, moduli: Sequence[int]) -> list[int]:
    """Read what ``_encode`` wrote."""
    if len(moduli) == 1:
        return [int.from_bytes(data, "little") % moduli[0]]
    lows, rest_moduli, at = [], [], 0
    for i in range(0, len(moduli) - 1, 2):
        modulus, start = moduli[i] * moduli[i + 1], at
        while modulus >= _LIMIT:
            modulus, at = (modulus + 255) // 256, at + 1
        lows.append((int.from_bytes(data[start:at], "little"), 256 ** (at - start)))
        rest_moduli.append(modulus)
    rests = _decode(data[at:], [*rest_moduli, *moduli[len(moduli) & ~1 :]])
    values = []
    for i, (low, scale) in enumerate(lows):
        pair = low + scale * rests[i]
        values += [pair % moduli[2 * i], pair // moduli[2 * i] % moduli[2 * i + 1]]
    return values + rests[len(lows) :]
