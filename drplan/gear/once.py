"""A tree in which what is printed twice stands once, and what says nothing does not stand."""

from __future__ import annotations

from dataclasses import replace

from drplan.gear.node import Node


def once(node: Node) -> Node:
    """Return a tree where blocks with the same header are one, and the same line of a block is one."""
    found: dict[str, Node] = {}
    for child in node.children:
        first = found.get(child.text)
        if first is None:
            found[child.text] = child
        else:
            both = (*first.children, *child.children)
            found[child.text] = replace(first, children=both, block=first.block or child.block)
    return replace(node, children=tuple(once(child) for child in found.values()))


def pruned(node: Node) -> Node:
    """Return a tree without FortiOS tables and RouterOS menus that hold nothing: they are printed or not."""
    below = tuple(pruned(child) for child in node.children)
    kept = tuple(child for child in below if child.children or not child.text.startswith(("config ", "/")))
    return replace(node, children=kept)
