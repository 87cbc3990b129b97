"""What features want together, what of it is not there, and the blocks whose order counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.gear.feature import Feature
from drplan.gear.lines import any_of
from drplan.gear.node import Node, Tree, Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.commands import commands, counterpart

Path = tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """One feature as it is read: what it wants, owns and spares."""

    feature: Feature
    wants: Tree
    owns: re.Pattern[str] | None
    spares: re.Pattern[str] | None


def claim(feature: Feature, wants: Tree) -> Claim:
    """Return a feature's claim on a configuration; ``wants`` is its text as read."""
    return Claim(feature, wants, any_of(feature.owns), any_of(feature.spares))


NOTHING = Node("")


def united(levels: Sequence[Sequence[Node]], platform: Platform) -> tuple[Node, ...]:
    """Return what several features want together.

    Raises ``Unreadable`` when they want different values of one command, or a line and its opposite.
    """
    found: dict[str, list[Node]] = {}
    held: dict[str, str] = {}
    for level in levels:
        for key, node in commands(level, platform).items():
            if held.setdefault(key, node.text) != node.text:
                raise Unreadable(0, f"two features want different values of: {key}")
        for node in level:
            if counterpart(node.text, platform) in found:
                raise Unreadable(0, "one feature wants a line and another its opposite")
            found.setdefault(node.text, []).append(node)
    return tuple(_one(same, platform) for same in found.values())


def _one(same: Sequence[Node], platform: Platform) -> Node:
    if len(same) == 1:
        return same[0]
    below = united([node.children for node in same], platform)
    return Node(same[0].text, below, block=any(node.block for node in same), line=same[0].line)


def lacking(running: Node, wanted: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield what is wanted and not there: headers and line."""
    there = {node.text: node for node in running.children}
    for node in wanted.children:
        found = there.get(node.text)
        if found is None and (not node.block or not node.children):
            yield path, node.text
        elif node.children:
            yield from lacking(found or NOTHING, node, (*path, node.text))


def ordered_blocks(claims: Sequence[Claim], platform: Platform) -> frozenset[Path]:
    """Return the headers of every block whose order a feature says to count.

    Blocks that many features write into are none of them; on FortiOS, where all are, tables of entries are.
    """
    shared = any_of(platform.text.shared)
    return frozenset(
        path
        for each in claims
        if each.feature.orders
        for path, node in _named_blocks(each.wants)
        if not (shared and shared.search(" ".join(path)))
        or (path[-1].startswith("config ") and any(child.text.startswith("edit ") for child in node.children))
    )


def _named_blocks(wants: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    for node in wants.children:
        if node.block:
            yield (*path, node.text), node
            yield from _named_blocks(node, (*path, node.text))
