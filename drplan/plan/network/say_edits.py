"""Saying FortiOS: blocks opened by ``config`` and ``edit``, closed by ``next`` and ``end``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.gear.node import Node, Unreadable
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.say_indented import common
from drplan.plan.network.tongue import Path


@dataclass(frozen=True)
class Edits:
    """FortiOS."""

    def adds(self, node: Node, path: Path) -> Iterator[ConfigLine]:
        """Yield the line, or a block with all that stands in it."""
        if node.block and not node.children:
            yield ConfigLine((*path, node.text), "")
        elif not node.block:
            yield ConfigLine(path, node.text)
        for child in node.children:
            yield from self.adds(child, (*path, node.text))

    def drops(self, node: Node, path: Path, _level: Sequence[Node]) -> Iterator[ConfigLine]:
        """Yield ``unset`` or ``delete``; of what ``config`` opens, each thing in it is taken away."""
        verb, _, rest = node.text.partition(" ")
        if verb == "config":
            for child in node.children:
                yield from self.drops(child, (*path, node.text), node.children)
        elif verb == "edit":
            yield ConfigLine(path, f"delete {rest}", removes=True)
        elif verb == "set":
            yield ConfigLine(path, f"unset {rest.split(None, 1)[0]}", removes=True)
        else:
            raise Unreadable(node.line, "is unset, and what to set there instead is not known")

    def together(
        self, _before: Sequence[Node], _after: Sequence[Node], _path: Path
    ) -> tuple[list[ConfigLine], set[str]]:
        """Return nothing: each line is said by itself."""
        return [], set()

    def rewritten(self, before: Sequence[Node], after: Sequence[Node], path: Path) -> Iterator[ConfigLine]:
        """Move entries into their order; by then new ones came last, and old ones are still there."""
        wanted = [node.text.partition(" ")[2] for node in after]
        kept = {node.text for node in after}
        old = {node.text for node in before}
        came = [node.text for node in before if node.text in kept]
        came += [node.text for node in after if node.text not in old]
        if came != [node.text for node in after]:
            moves = [f"move {wanted[at]} after {wanted[at - 1]}" for at in range(1, len(wanted))]
            yield ConfigLine(path, "\n".join(moves))

    def rendered(self, lines: Sequence[ConfigLine]) -> Iterator[str]:
        """Yield lines with blocks entered and left; those in a row share them."""
        inside: Path = ()
        for line in lines:
            shared = common(inside, line.path)
            yield from _left(inside, shared)
            yield from line.path[shared:]
            inside = line.path
            yield from line.line.split("\n") if line.line else ()
        yield from _left(inside, 0)


def _left(inside: Path, shared: int) -> Iterator[str]:
    for header in reversed(inside[shared:]):
        yield "next" if header.startswith("edit ") else "end"
