"""As much of the Basic Encoding Rules (X.690) as LDAP uses (RFC 4511, section 5.1)."""

from __future__ import annotations

from collections.abc import Iterator

INTEGER, OCTETS, ENUMERATED, SEQUENCE = 0x02, 0x04, 0x0A, 0x30
_LONG = 0x80
_LENGTH_OCTETS = 4
_MULTIPLE = 0x1F


def element(tag: int, *parts: bytes) -> bytes:
    """Encode an element of the parts, one after another."""
    body = b"".join(parts)
    size = len(body)
    if size < _LONG:
        return bytes([tag, size]) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, _LONG | len(octets)]) + octets + body


def number(value: int, tag: int = INTEGER) -> bytes:
    """Encode a number that is not negative."""
    return element(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the tag and the content of each element; raises ``ValueError`` where they break off."""
    at = 0
    while at < len(data):
        start, size = header(data[at : at + 2 + _LENGTH_OCTETS])
        if at + start + size > len(data):
            raise ValueError("an element ends after the message")
        yield data[at], data[at + start : at + start + size]
        at += start + size


def header(data: bytes) -> tuple[int, int]:
    """Return how long an element's header and its content are; raises ``ValueError``."""
    if len(data) < 2 or data[0] & _MULTIPLE == _MULTIPLE:  # noqa: PLR2004 -- a tag and a length
        raise ValueError("no element of LDAP begins so")
    if data[1] < _LONG:
        return 2, data[1]
    count = data[1] & ~_LONG
    if not 1 <= count <= _LENGTH_OCTETS or len(data) < 2 + count:
        raise ValueError("an element's length cannot be read")
    return 2 + count, int.from_bytes(data[2 : 2 + count], "big")
