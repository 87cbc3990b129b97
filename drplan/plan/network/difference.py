"""Our own ordered line difference between two configurations: what adds first, then what takes away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.gear.node import Node, Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.commands import replacements
from drplan.plan.network.order import Orders
from drplan.plan.network.tongue import Path, Tongue
from drplan.plan.network.tongues import tongue


def difference(before: Node, after: Node, platform: Platform, orders: Orders) -> tuple[ConfigLine, ...]:
    """Return the lines that lead from one configuration to another.

    Access lists come first, before what refers to them, then whole blocks that are new. Where a value
    replaces another, nothing is taken away. Raises ``Unreadable`` where lines that differ stand twice.
    """
    if before == after:
        return ()
    found = list(_Difference(platform, orders, tongue(platform)).of(before.children, after.children, ()))
    there = {node.text for node in before.children}
    adds = sorted((line for line in found if not line.removes), key=lambda line: _turn(line, there, orders))
    # What was printed later stands on what was printed earlier, and goes first.
    drops = [line for line in reversed(found) if line.removes]
    return (*adds, *sorted(drops, key=lambda line: not line.path))


def _turn(line: ConfigLine, there: set[str], orders: Orders) -> int:
    # Entries are moved into their order after new ones came.
    if line.path and orders.counts(line.path) and not line.line.startswith("move "):
        return 0
    return 1 if line.path and line.path[0] not in there else 2


@dataclass(frozen=True)
class _Difference:
    platform: Platform
    orders: Orders
    tongue: Tongue

    def of(self, before: Sequence[Node], after: Sequence[Node], path: Path) -> Iterator[ConfigLine]:
        """Yield the lines between two states of one block."""
        if before == after:
            return
        ordered = self.orders.counts(path)
        if not ordered or self.platform.text.shape == "edit-blocks":
            yield from self._content(before, after, path)
        if ordered:
            yield from self.tongue.rewritten(before, after, path)

    def _content(self, before: Sequence[Node], after: Sequence[Node], path: Path) -> Iterator[ConfigLine]:
        had, wanted = by_text(before), by_text(after)
        said, texts = self.tongue.together(before, after, path)
        yield from said
        for text, node in wanted.items():
            if text in texts:
                continue
            if text not in had:
                yield from self.tongue.adds(node, path)
            elif had[text].children != node.children:
                yield from self.of(had[text].children, node.children, (*path, text))
                if not node.children and self.platform.text.shape == "braces":
                    # It goes with the last thing in it, unless it is said for itself.
                    yield from self.tongue.adds(node, path)
        gone = replacements(before, after, self.platform)
        for text, node in had.items():
            if text not in wanted and text not in gone and text not in texts:
                yield from self.tongue.drops(node, path, before)


def by_text(nodes: Sequence[Node]) -> dict[str, Node]:
    """Return a block's lines by their text; raises ``Unreadable`` when one stands twice."""
    found: dict[str, Node] = {}
    for node in nodes:
        if node.text in found:
            raise Unreadable(
                node.line, f"says again what line {found[node.text].line} says in the same block"
            )
        found[node.text] = node
    return found
