"""Messages of LDAP (RFC 4511): the few that a look needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drplan.adapters.probes.ber import ENUMERATED, INTEGER, OCTETS, SEQUENCE, element, elements, number
from drplan.declare.ldap_filter import Compared, Filter, Joined

BIND, SEARCH, EXTENDED = 0x60, 0x63, 0x77
BOUND, FOUND, DONE, REFERENCE, EXTENDED_DONE = 0x61, 0x64, 0x65, 0x73, 0x78

_START_TLS = b"1.3.6.1.4.1.1466.20037"
_VERSION = 3
_NUMBER_OCTETS = 4
_SIMPLE, _REQUEST_NAME, _BOOLEAN = 0x80, 0x80, 0x01
_WHOLE_SUBTREE, _NEVER_FOLLOW_ALIASES = 2, 0
_SUBSTRINGS, _PRESENT = 0xA4, 0x87
_JOINED = {"&": 0xA0, "|": 0xA1, "!": 0xA2}
_COMPARED = {"=": 0xA3, ">=": 0xA5, "<=": 0xA6, "~=": 0xA8}


def bind(user: str, password: str) -> bytes:
    """Log in by name and password (section 4.2)."""
    words = element(OCTETS, user.encode()), element(_SIMPLE, password.encode())
    return element(BIND, number(_VERSION), *words)


def start_tls() -> bytes:
    """Ask for TLS on this connection (section 4.14)."""
    return element(EXTENDED, element(_REQUEST_NAME, _START_TLS))


@dataclass(frozen=True)
class Search:
    """What is searched for: ``attribute`` alone is asked for, nothing of an entry when ``None``."""

    base: str
    filter: Filter
    attribute: str | None
    at_most: int
    seconds: int

    def encoded(self) -> bytes:
        """Encode it (section 4.5.1)."""
        # 1.1 is no attribute: the entry alone counts.
        wanted = element(SEQUENCE, element(OCTETS, (self.attribute or "1.1").encode()))
        where = (
            element(OCTETS, self.base.encode()),
            number(_WHOLE_SUBTREE, ENUMERATED),
            number(_NEVER_FOLLOW_ALIASES, ENUMERATED),
        )
        limits = number(self.at_most), number(self.seconds), element(_BOOLEAN, b"\0")
        return element(SEARCH, *where, *limits, encoded_filter(self.filter), wanted)


def encoded_filter(given: Filter) -> bytes:
    """Encode a filter (section 4.5.1.7)."""
    if isinstance(given, Joined):
        return element(_JOINED[given.how], *(encoded_filter(part) for part in given.parts))
    if given.parts == (b"", b""):
        return element(_PRESENT, given.attribute.encode())
    attribute = element(OCTETS, given.attribute.encode())
    if len(given.parts) > 1:
        return element(_SUBSTRINGS, attribute, element(SEQUENCE, *_pieces(given)))
    return element(_COMPARED[given.how], attribute, element(OCTETS, *given.parts))


def _pieces(given: Compared) -> Iterator[bytes]:
    last = len(given.parts) - 1
    for at, part in enumerate(given.parts):
        if part:
            yield element(0x80 if at == 0 else 0x82 if at == last else 0x81, part)


@dataclass(frozen=True)
class Answer:
    """One message of the server's: its operation's tag and content."""

    to: int
    kind: int
    body: bytes


def read_message(content: bytes) -> Answer:
    """Read what an LDAPMessage holds; raises ``ValueError``."""
    (tag, to), (kind, body), *_ = [*elements(content), (0, b""), (0, b"")]
    if tag != INTEGER or not 1 <= len(to) <= _NUMBER_OCTETS:
        raise ValueError("a message without a number")
    return Answer(int.from_bytes(to, "big"), kind, body)


def result_code(answer: Answer) -> int:
    """Return the result code (section 4.1.9), not the server's own words; raises ``ValueError``."""
    tag, code = next(iter(elements(answer.body)), (0, b""))
    if tag != ENUMERATED or not 1 <= len(code) <= 2:  # noqa: PLR2004 -- none is above 32,767
        raise ValueError("a result without a code")
    return int.from_bytes(code, "big")


def values(answer: Answer) -> set[bytes]:
    """Return every value of every attribute of an entry that was found; raises ``ValueError``."""
    _, attributes = [*elements(answer.body), (0, b""), (0, b"")][:2]
    return {
        value
        for _, attribute in elements(attributes[1])
        for tag, held in list(elements(attribute))[1:2]
        if tag == 0x31  # noqa: PLR2004 -- a set
        for _, value in elements(held)
    }
