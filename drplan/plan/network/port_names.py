"""One port under the several names that a device, its neighbour and its inventory give it. Pure."""

from __future__ import annotations

import re

_PARTS = re.compile(r"^(?P<kind>[a-z-]*?)(?P<number>-?\d[\d/.:]*)$")
_RANGE = re.compile(r"^(?P<before>.*?)(?P<first>\d+)(?:-|to)(?P<again>\D*(?:\d+[/.:])*)(?P<last>\d+)$")
_LEAST = 2
"""Letters that a short form keeps at least, as in Gi for GigabitEthernet."""


def same_port(one: str, other: str) -> bool:
    """Say whether two names are of one port: ``Gi1/0/1`` and ``GigabitEthernet1/0/1``, ``1/1/1`` and itself.

    A short form is the beginning of the long one, numbers alike. A bare number is never taken for a named
    port of that number: modules count anew. Names without a number are the same when they are written alike.
    """
    first, second = _plain(one), _plain(other)
    if first == second:
        return bool(first)
    parts, others = _PARTS.match(first), _PARTS.match(second)
    if not parts or not others or parts["number"] != others["number"]:
        return False
    short, long = sorted((parts["kind"], others["kind"]), key=len)
    return len(short) >= _LEAST and long.startswith(short)


def among(declared: str, name: str) -> bool:
    """Say whether a port is the declared one, or one of a range: ``1/1/1-1/1/24``, ``ge-0/0/0-23``."""
    if same_port(declared, name):
        return True
    spread = _RANGE.match(_plain(declared))
    if not spread or spread["again"] not in ("", spread["before"]):
        return False
    number = re.search(r"\d+$", _plain(name))
    return (
        number is not None
        and int(spread["first"]) <= int(number[0]) <= int(spread["last"])
        and same_port(f"{spread['before']}{number[0]}", name)
    )


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", name).lower()
