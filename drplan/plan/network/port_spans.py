"""Ports and VLANs as a line names them, in lists and spans. Pure.

Where it is not certain whether a port is meant, it could be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = re.compile(r"^(?P<kind>[a-z][a-z_-]*?)?(?P<number>-?\d[\d/.:]*)$")
_SPAN = re.compile(r"\s*(?:-|\bto\b)\s*")
_ETHERNET = re.compile(r"(?<=[\d,])\s+(?=e(?:th(?:e(?:rnet)?)?)?\s)", re.IGNORECASE)
_ENDS = re.compile(r"^(?P<stem>.*?)(?P<last>\d+)$")
_MOST = 512
_NUMBERS = re.compile(r"\d+(?:\s*(?:-|to)\s*\d+)?")


def covers(text: str, port: str) -> bool:
    """Say whether ``text`` (one port, a list, a span, ``all``) names a port, or could."""
    return any(_same(each, port) for each in ports_in(text))


def ports_in(text: str) -> Iterator[str]:
    """Yield each port of a list such as ``Gi1/0/1 - 24, Te1/1/1`` or ``ethe 1/1/1 to 1/1/12``."""
    plain = _ETHERNET.sub(",", text.replace('"', "").lower().removeprefix("range "))
    for part in filter(None, (each.strip() for each in plain.split(","))):
        ends = _SPAN.split(part) if not _NAME.match(_close(part)) else [part]
        pair = 2
        yield from _spread(ends[0], ends[1]) if len(ends) == pair and re.search(r"\d", ends[1]) else [part]


def _spread(first: str, last: str) -> Iterator[str]:
    """Yield the ports of a span; one that crosses modules could be any."""
    start, end = _ENDS.match(_close(first)), _ENDS.match(_close(last))
    if start and end and start["stem"].endswith(end["stem"]) and _count(start, end) < _MOST:
        numbers = range(int(start["last"]), int(end["last"]) + 1)
        yield from (f"{start['stem']}{number}" for number in numbers)
    else:
        yield "all"


def _count(start: re.Match[str], end: re.Match[str]) -> int:
    return int(end["last"]) - int(start["last"])


def _close(name: str) -> str:
    return re.sub(r"\s+", "", name)


def _same(one: str, other: str) -> bool:
    first, second = _bare(one), _bare(other)
    if first == second or "all" in (first, second) or first.startswith("macro") or re.search(r"[*\[]", first):
        return True
    parts, others = _NAME.match(first), _NAME.match(second)
    if not parts or not others or parts["number"] != others["number"]:
        return False
    kinds = parts["kind"] or "", others["kind"] or ""
    logical = any(each.startswith(("v", "l", "p", "tr", "tu")) for each in kinds)
    return (kinds[0].startswith(kinds[1]) or kinds[1].startswith(kinds[0])) and (all(kinds) or not logical)


def _bare(name: str) -> str:
    return re.sub(r"\.0$", "", _close(name).lower())


def vlans_in(text: str) -> set[int] | None:
    """Return the VLANs that a list names; ``None`` when it names all, or none by number."""
    if re.search(r"\ball\b", text):
        return None
    found: set[int] = set()
    for each in _NUMBERS.findall(text):
        first, *last = re.findall(r"\d+", each)
        if len(first) <= 4 and int((last or [first])[0]) - int(first) <= 4096:  # noqa: PLR2004 IEEE 802.1Q
            found |= set(range(int(first), int((last or [first])[0]) + 1))
    return found or None
