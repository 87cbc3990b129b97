"""Where the order of lines counts."""

from __future__ import annotations

from dataclasses import dataclass

from drplan.gear.lines import any_of
from drplan.gear.node import Node
from drplan.gear.platform import Platform


@dataclass(frozen=True)
class Orders:
    """Blocks whose lines stand in an order that counts: the platform's, and those that features name."""

    platform: Platform
    named: frozenset[tuple[str, ...]] = frozenset()

    def counts(self, path: tuple[str, ...]) -> bool:
        """Say whether the order counts in the block with these headers."""
        if path in self.named:
            return True
        pattern = any_of(self.platform.text.ordered)
        return bool(path and pattern and pattern.search(" ".join(path)))

    def ends(self, words: tuple[str, ...]) -> bool:
        """Say whether these words are the headers of such a block, one after the other."""
        text = " ".join(words)
        pattern = any_of(self.platform.text.ordered)
        return any(" ".join(path) == text for path in self.named) or bool(pattern and pattern.search(text))


Shape = tuple[object, ...]
"""What of a tree is compared: the order of lines only where it counts."""


def shape(node: Node, orders: Orders, path: tuple[str, ...] = ()) -> Shape:
    """Return what of a tree is compared."""
    below = [(child.text, shape(child, orders, (*path, child.text))) for child in node.children]
    return tuple(below) if len(below) < 2 or orders.counts(path) else tuple(sorted(below, key=repr))  # noqa: PLR2004
