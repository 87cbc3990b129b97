"""A tree as the text it was read from, as far as it says something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.gear.node import Node, Tree
from drplan.gear.platform import Platform


def written(tree: Tree, platform: Platform) -> str:
    """Return a tree as a configuration of its platform; reading it again gives the same tree."""
    lines = {
        "indented": lambda: _indented(tree, platform, 0),
        "braces": lambda: _flat(tree) if _is_flat(tree) else _braces(tree, 0),
        "edit-blocks": lambda: _edits(tree, 0),
        "paths": lambda: _paths(tree),
        "tables": lambda: _indented(tree, platform, 0),
    }[platform.text.shape]()
    return "".join(f"{line}\n" for line in lines)


def leave_word(header: str, platform: Platform) -> str:
    """Return what is typed to leave a block with this header."""
    words = (word for pattern, word in platform.text.leave_by if re.search(pattern, header))
    return next(words, platform.text.leave)


def _indented(node: Node, platform: Platform, depth: int) -> Iterator[str]:
    for child in node.children:
        yield " " * depth + child.text
        yield from _indented(child, platform, depth + 1)
        word = leave_word(child.text, platform)
        if child.block and (platform.text.closes or word != platform.text.leave):
            yield " " * (depth + (platform.text.closes == "inside")) + word


def _is_flat(tree: Tree) -> bool:
    return bool(tree.children) and not any(child.block for child in tree.children)


def _flat(tree: Tree) -> Iterator[str]:
    marks = {"inactive": "deactivate", "protect": "protect"}
    for child in tree.children:
        mark, _, rest = child.text.partition(": ")
        yield f"{marks[mark]} {rest}" if mark in marks else f"set {child.text}"


def _braces(node: Node, depth: int) -> Iterator[str]:
    for child in node.children:
        yield f"{'    ' * depth}{child.text}{' {' if child.block else ';'}"
        yield from _braces(child, depth + 1)
        if child.block:
            yield f"{'    ' * depth}}}"


def _edits(node: Node, depth: int) -> Iterator[str]:
    for child in node.children:
        yield "    " * depth + child.text
        yield from _edits(child, depth + 1)
        if child.block:
            yield "    " * depth + ("next" if child.text.startswith("edit ") else "end")


def _paths(tree: Tree) -> Iterator[str]:
    for menu in tree.children:
        yield menu.text
        for item in menu.children:
            yield " ".join((item.text, *(value.text for value in item.children)))
