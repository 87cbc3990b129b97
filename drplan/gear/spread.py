"""Lines that hold a list of ports or VLANs, read as one line for each: a device adds to such lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from drplan.gear.lines import any_of
from drplan.gear.node import Node, Unreadable
from drplan.gear.platform import Platform

_MOST = 5000
_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>\d+)")
_KINDS = {"ethe", "ethernet", "lag"}


def spread(tree: Node, platform: Platform) -> Node:
    """Return a tree whose lists stand as lines of one value each.

    Raises ``Unreadable`` for a list that cannot be told apart: as a line it would take away too much.
    """
    lists = any_of(platform.text.lists)
    return _spread(tree, platform, lists) if lists else tree


def _spread(node: Node, platform: Platform, lists: re.Pattern[str]) -> Node:
    children: list[Node] = []
    values: set[str] = set()
    for child in node.children:
        if not lists.search(child.text):
            children.append(_spread(child, platform, lists) if child.children else child)
            continue
        for each in _lines(child, platform):
            if each.text not in values:
                values.add(each.text)
                children.append(each)
    return replace(node, children=tuple(children))


def _lines(node: Node, platform: Platform) -> Iterator[Node]:
    found = next(filter(None, (re.search(each, node.text) for each in platform.text.lists)))
    try:
        values = list(_values(found["values"]))
    except (ValueError, TypeError, IndexError):
        raise Unreadable(node.line, "holds a list of ports or VLANs that cannot be told apart") from None
    yield from (replace(node, text=f"{found['command']} {value}") for value in values)


def _values(said: str) -> Iterator[str]:
    words = said.split()
    if words[0] not in _KINDS:
        for part in said.split(","):
            yield from _range(*part.split("-")) if "-" in part else (part,)
        return
    kind, at = words[0], 0
    while at < len(words):
        if words[at] in _KINDS:
            kind, at = words[at], at + 1
        elif words[at + 1 : at + 2] == ["to"]:
            yield from (f"{kind} {value}" for value in _range(words[at], words[at + 2]))
            at += 3
        else:
            yield f"{kind} {words[at]}"
            at += 1


def _range(first: str, last: str) -> Iterator[str]:
    one, other = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
    if one is None or other is None or one["stem"] != other["stem"]:
        raise ValueError(first)
    numbers = range(int(one["number"]), int(other["number"]) + 1)
    if not 0 < len(numbers) <= _MOST:
        raise ValueError(first)
    yield from (f"{one['stem']}{number}" for number in numbers)
