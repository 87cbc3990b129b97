"""How one line relates to another: which command it is, and what takes it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from drplan.gear.lines import any_of
from drplan.gear.node import Node
from drplan.gear.platform import Platform


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
    if node.block:
        return None
    return _command(node.text, platform.text.single, platform.text.negate)


@lru_cache(maxsize=200_000)
def _command(text: str, single: tuple[str, ...], negate: str) -> str | None:
    bare = text.removeprefix(f"{negate} ")
    pattern = any_of(single)
    found = pattern.match(bare) if pattern else None
    return found[0].rstrip() if found else None


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
    for node in before:
        opposite = by_text.get(counterpart(node.text, platform))
        if opposite is not None:
            gone[node.text] = opposite
    return gone
