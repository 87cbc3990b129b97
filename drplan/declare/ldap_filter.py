"""Search filters of LDAP in words (RFC 4515), read into a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_DEEPEST = 20
_ITEM = re.compile(r"([A-Za-z][A-Za-z0-9.;-]{0,63})(=|>=|<=|~=)([^()]*)")
_ESCAPED = re.compile(rb"\\([0-9A-Fa-f]{2})")

Joining = Literal["&", "|", "!"]
Comparison = Literal["=", ">=", "<=", "~="]
_JOINED: dict[str, Joining] = {"&": "&", "|": "|", "!": "!"}
_COMPARED: dict[str, Comparison] = {"=": "=", ">=": ">=", "<=": "<=", "~=": "~="}


@dataclass(frozen=True)
class Joined:
    """Filters joined by and, or, not; ``not`` has one."""

    how: Joining
    parts: tuple[Filter, ...]


@dataclass(frozen=True)
class Compared:
    """An attribute compared with a value: ``*`` stands between ``parts``, of which there may be several.

    ``(cn=*)`` has two empty parts, ``(cn=a*b)`` has ``a`` and ``b``, ``(cn=a)`` has ``a`` alone.
    """

    attribute: str
    how: Comparison
    parts: tuple[bytes, ...]


Filter = Joined | Compared


def parse_filter(written: str) -> Filter:
    """Read a filter; raises ``ValueError`` that says where it cannot be read."""
    found, end = _filter(written, 0, 0)
    if end != len(written):
        raise ValueError(f"the filter goes on after its end: {written[end:]!r}")
    return found


def _filter(written: str, at: int, depth: int) -> tuple[Filter, int]:
    if depth > _DEEPEST:
        raise ValueError(f"the filter is deeper than {_DEEPEST} parentheses")
    if written[at : at + 1] != "(":
        raise ValueError(f"the filter wants ( at {written[at : at + 20]!r}")
    found, end = (
        _joined(written, at + 1, depth) if written[at + 1 : at + 2] in "&|!" else _item(written, at + 1)
    )
    if written[end : end + 1] != ")":
        raise ValueError(f"the filter wants ) at {written[end : end + 20]!r}")
    return found, end + 1


def _joined(written: str, at: int, depth: int) -> tuple[Filter, int]:
    parts: list[Filter] = []
    end = at + 1
    while written[end : end + 1] == "(":
        part, end = _filter(written, end, depth + 1)
        parts.append(part)
    if not parts or (written[at] == "!" and len(parts) > 1):
        raise ValueError(f"the filter joins {len(parts)} filters by {written[at]}")
    return Joined(_JOINED[written[at]], tuple(parts)), end


def _item(written: str, at: int) -> tuple[Filter, int]:
    match = _ITEM.match(written, at)
    if match is None:
        raise ValueError(f"the filter wants an attribute, = and a value at {written[at : at + 20]!r}")
    attribute, how, value = match.groups()
    parts = value.split("*")
    if how != "=" and len(parts) > 1:
        raise ValueError(f"the filter has * in a comparison by {how}")
    if parts == [""] or "" in parts[1:-1]:
        raise ValueError(f"the filter compares {attribute} with nothing")
    return Compared(attribute, _COMPARED[how], tuple(_unescaped(part) for part in parts)), match.end()


def _unescaped(part: str) -> bytes:
    encoded = part.encode()
    if b"\\" in _ESCAPED.sub(b"", encoded):
        raise ValueError("the filter has a \\ that two hexadecimal digits do not follow")
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), encoded)
