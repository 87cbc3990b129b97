"""Packets of RADIUS (RFC 2865), signed whole by Message-Authenticator (RFC 3579, section 3.2)."""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Literal

_HEAD = struct.Struct("!BBH16s")
_ACCESS_REQUEST = 1
_USER_NAME, _USER_PASSWORD, _NAS_IDENTIFIER, _PROXY_STATE, _SIGNATURE = 1, 2, 32, 33, 80
_BLOCK = 16
_LONGEST_PASSWORD = 128
_LONGEST_VALUE = 253

Word = Literal["accept", "reject", "challenge"]
_WORDS: dict[int, Word] = {2: "accept", 3: "reject", 11: "challenge"}


@dataclass(frozen=True)
class Request:
    """An Access-Request: its octets, and what its answer must be signed with."""

    octets: bytes
    number: int
    unique: bytes
    secret: bytes


def access_request(user: str, password: str, secret: str, unique: bytes) -> Request:
    """Build an Access-Request; ``unique`` are 16 octets that nobody can foretell.

    Raises ``ValueError``, which holds none of them, for a name or password too long for RADIUS.
    """
    key, name, hidden = secret.encode(), user.encode(), _hidden(password.encode(), secret.encode(), unique)
    if not name or len(name) > _LONGEST_VALUE:
        raise ValueError("the user's name is too long for RADIUS")
    # The signature goes first, so that nobody can put chosen octets before it (CVE-2024-3596).
    blank = _attribute(_SIGNATURE, bytes(_BLOCK))
    rest = _attribute(_USER_NAME, name) + _attribute(_USER_PASSWORD, hidden)
    rest += _attribute(_NAS_IDENTIFIER, b"drplan")
    number = unique[0]
    head = _HEAD.pack(_ACCESS_REQUEST, number, _HEAD.size + len(blank) + len(rest), unique)
    signature = hmac.new(key, head + blank + rest, hashlib.md5).digest()
    return Request(head + _attribute(_SIGNATURE, signature) + rest, number, unique, key)


def read_answer(packet: bytes, request: Request, *, signed: bool = True) -> Word:
    """Return what the server says; raises ``ValueError`` for what it did not sign or nobody can read.

    ``signed`` asks for a Message-Authenticator; one that is there is verified in any case.
    """
    if len(packet) < _HEAD.size:
        raise ValueError("it is shorter than a RADIUS packet")
    code, number, length, authenticator = _HEAD.unpack_from(packet)
    if number != request.number or code not in _WORDS or not _HEAD.size <= length <= len(packet):
        raise ValueError("it answers another question")
    body = packet[_HEAD.size : length]
    asked = packet[:4] + request.unique
    # MD5 and the order of its parts are the protocol's.
    wanted = hashlib.md5(asked + body + request.secret, usedforsecurity=False).digest()
    if not hmac.compare_digest(wanted, authenticator):
        raise ValueError("it is not signed with the shared secret")
    _see_signature(asked, body, request.secret, needed=signed)
    return _WORDS[code]


def _see_signature(asked: bytes, body: bytes, key: bytes, *, needed: bool) -> None:
    places = _places(body)
    marks = [(at, length) for kind, at, length in places if kind == _SIGNATURE]
    if not marks and not needed:
        # The known forgery hides its octets in one, and we have sent none.
        if any(kind == _PROXY_STATE for kind, _, _ in places):
            raise ValueError("it has a Proxy-State and no Message-Authenticator")
        return
    if not marks:
        raise ValueError("it has no Message-Authenticator")
    (at, length), *more = marks
    unsigned = body[:at] + bytes(_BLOCK) + body[at + _BLOCK :]
    wanted = hmac.new(key, asked + unsigned, hashlib.md5).digest()
    if more or length != _BLOCK or not hmac.compare_digest(wanted, body[at : at + _BLOCK]):
        raise ValueError("its Message-Authenticator is wrong")


def _places(body: bytes) -> list[tuple[int, int, int]]:
    """Return each attribute's type, where its value begins and how long that is; raises ``ValueError``."""
    found, at = [], 0
    while at < len(body):
        length = body[at + 1] if at + 1 < len(body) else 0
        if length < 2 or at + length > len(body):  # noqa: PLR2004 -- its own type and length
            raise ValueError("an attribute ends after the packet")
        found.append((body[at], at + 2, length - 2))
        at += length
    return found


def _attribute(kind: int, value: bytes) -> bytes:
    return bytes([kind, 2 + len(value)]) + value


def _hidden(password: bytes, secret: bytes, unique: bytes) -> bytes:
    """Hide a password as RFC 2865, section 5.2 says."""
    if not password or len(password) > _LONGEST_PASSWORD:
        raise ValueError("the user's password is too long for RADIUS")
    padded = password + bytes(-len(password) % _BLOCK)
    hidden, before = b"", unique
    for at in range(0, len(padded), _BLOCK):
        mask = hashlib.md5(secret + before, usedforsecurity=False).digest()
        before = bytes(a ^ b for a, b in zip(padded[at : at + _BLOCK], mask, strict=True))
        hidden += before
    return hidden
