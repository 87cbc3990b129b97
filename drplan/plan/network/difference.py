"""Our own ordered line difference between two configurations: what adds first, then what takes away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.gear.node import Node, Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.commands import replacements, takes_back
from drplan.plan.network.order import Orders

Path = tuple[str, ...]


def difference(before: Node, after: Node, platform: Platform, orders: Orders) -> tuple[ConfigLine, ...]:
    """Return the lines that lead from one configuration to another.

    Whole blocks that are new come first, access lists before what refers to them. Where a value replaces
    another, nothing is taken away. Raises ``Unreadable`` where lines that differ stand twice.
    """
    found = list(_level(before.children, after.children, (), platform, orders))
    there = {node.text for node in before.children}
    adds = sorted((line for line in found if not line.removes), key=lambda line: _turn(line, there, orders))
    drops = [line for line in found if line.removes]
    return (*adds, *sorted(drops, key=lambda line: not line.path))


def _turn(line: ConfigLine, there: set[str], orders: Orders) -> int:
    if line.path and orders.counts(line.path):
        return 0
    return 1 if line.path and line.path[0] not in there else 2


def _level(
    before: Sequence[Node], after: Sequence[Node], path: Path, platform: Platform, orders: Orders
) -> Iterator[ConfigLine]:
    if before == after:
        return
    if orders.counts(path):
        yield from _rewritten(before, after, path, platform)
        return
    had, wanted = _by_text(before), _by_text(after)
    for text, node in wanted.items():
        if text not in had:
            yield from added(node, path)
        elif had[text].children != node.children:
            yield from _level(had[text].children, node.children, (*path, text), platform, orders)
    gone = replacements(before, after, platform)
    for text in had:
        if text not in wanted and text not in gone:
            yield ConfigLine(path, takes_back(text, platform), removes=True)


def _by_text(nodes: Sequence[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in nodes:
        if node.text in found:
            raise Unreadable(
                node.line, f"stands again what line {found[node.text].line} says in the same block"
            )
        found[node.text] = node
    return found


def added(node: Node, path: Path) -> Iterator[ConfigLine]:
    """Yield what brings a line, or a block with all that stands in it."""
    if not node.block:
        yield ConfigLine(path, node.text)
    elif not node.children:
        yield ConfigLine((*path, node.text), "")
    for child in node.children:
        yield from added(child, (*path, node.text))


def _rewritten(
    before: Sequence[Node], after: Sequence[Node], path: Path, platform: Platform
) -> Iterator[ConfigLine]:
    """Rewrite an ordered block from the first line that differs, in one piece that nobody reorders.

    The old rest is taken away and the new rest written, for on these platforms a line is put at the end and
    one that is there already is refused.
    """
    if any(node.children for node in (*before, *after)):
        raise Unreadable(0, f"{path[-1]} holds blocks, and their order counts")
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    old = [takes_back(node.text, platform) for node in before[same:]]
    new = [node.text for node in after[same:]]
    yield ConfigLine(path, "\n".join((*old, *new)), removes=not new)
