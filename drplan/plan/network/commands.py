"""How one line relates to another: which command it is, and what takes it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from drplan.gear.node import Node
from drplan.gear.platform import Platform

_KEY = re.compile(r"!?(?P<key>[\w.-]+)(?:=|$)")
"""What RouterOS sets, as in ``disabled=yes``; ``!disabled`` unsets it."""


def counterpart(text: str, platform: Platform) -> str:
    """Return the line's opposite: without its ``no``, or with it."""
    word = f"{platform.text.negate} "
    return text.removeprefix(word) if text.startswith(word) else word + text


def takes_back(text: str, platform: Platform) -> str:
    """Return what is typed to take a line back, where blocks are indented."""
    word = f"{platform.text.negate} "
    if text.startswith(word):
        return text.removeprefix(word)
    for pattern, typed in platform.text.negated:
        if found := re.match(pattern, text):
            return found.expand(typed)
    return word + text.split("\n", 1)[0]


def command(node: Node, platform: Platform) -> str | None:
    """Return the command of a line that holds one value; nothing when it may stand several times."""
    return None if node.block else command_of(node.text, platform)


def command_of(text: str, platform: Platform) -> str | None:
    """Return the command that a line sets, when it holds one value."""
    if platform.text.shape == "braces":
        return _anywhere(text, platform.text.single)
    if platform.text.shape == "edit-blocks":
        return text.split(None, 2)[1] if text.startswith(("set ", "unset ")) else None
    if platform.text.shape == "paths":
        found = _KEY.match(text)
        return found["key"] if found else None
    bare = text.removeprefix(f"{platform.text.negate} ")
    return _first(bare, platform.text.single)


@lru_cache(maxsize=100_000)
def _first(text: str, single: tuple[str, ...]) -> str | None:
    # A blank behind the command, as its value would have: ``no ip address`` has none.
    found = (_pattern(single).match(text) or _pattern(single).match(f"{text} ")) if single else None
    return " ".join((found[0].rstrip(), *filter(None, found.groups()))) if found else None


@lru_cache(maxsize=100_000)
def _anywhere(text: str, single: tuple[str, ...]) -> str | None:
    """Return the command wherever it begins: Junos writes headers before it, in the ``set`` form."""
    found = _pattern(single).search(text) if single else None
    return text[: found.end()].rstrip() if found else None


@lru_cache
def _pattern(single: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{each})" for each in single)
    return re.compile(rf"(?:^|(?<=\s))(?:{joined})")


def commands(nodes: Sequence[Node], platform: Platform) -> dict[str, Node]:
    """Return lines by their command, for those that hold one value and stand once."""
    found: dict[str, Node] = {}
    several = set()
    for node in nodes:
        key = command(node, platform)
        if key is None:
            continue
        if key in found:
            several.add(key)
        found[key] = node
    return {key: node for key, node in found.items() if key not in several}


def replacements(before: Sequence[Node], after: Sequence[Node], platform: Platform) -> dict[str, Node]:
    """Return which lines of ``before`` go away by themselves when ``after`` is typed, and by which line.

    These are values of the same command, and a line's own opposite.
    """
    had, wanted = commands(before, platform), commands(after, platform)
    gone = {node.text: wanted[key] for key, node in had.items() if key in wanted}
    by_text = {node.text: node for node in after}
    for node in before if platform.text.shape == "indented" else ():
        opposite = by_text.get(counterpart(node.text, platform))
        if opposite is not None:
            gone[node.text] = opposite
    return gone
