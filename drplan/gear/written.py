"""A tree as the text it was read from, as far as it says something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.gear.node import Node, Tree
from drplan.gear.platform import Platform


def written(tree: Tree, platform: Platform) -> str:
    """Return a tree as a configuration of its platform; reading it again gives the same tree."""
    return "".join(f"{line}\n" for line in _indented(tree, platform, 0))


def _indented(node: Node, platform: Platform, depth: int) -> Iterator[str]:
    for child in node.children:
        yield " " * depth + child.text
        yield from _indented(child, platform, depth + 1)
        if child.block and (depth == 0 or not child.children):
            words = (word for pattern, word in platform.text.leave_by if re.search(pattern, child.text))
            yield " " * depth + next(words, platform.text.leave)
