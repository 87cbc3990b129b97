"""Saying lines where blocks are indented, and ``no`` takes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.gear.lines import any_of
from drplan.gear.node import Node, Unreadable
from drplan.gear.platform import Platform
from drplan.gear.written import leave_word
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.commands import takes_back
from drplan.plan.network.tongue import Path, first_difference


@dataclass(frozen=True)
class Indented:
    """Cisco's words and those of its likes."""

    platform: Platform

    def adds(self, node: Node, path: Path) -> Iterator[ConfigLine]:
        """Yield the line, or a block with all that stands in it."""
        if not node.block:
            yield ConfigLine(path, node.text)
        elif not node.children:
            yield ConfigLine((*path, node.text), "")
        for child in node.children:
            yield from self.adds(child, (*path, node.text))

    def drops(self, node: Node, path: Path, _level: Sequence[Node]) -> Iterator[ConfigLine]:
        """Yield its ``no``."""
        yield ConfigLine(path, takes_back(node.text, self.platform), removes=True)

    def together(
        self, _before: Sequence[Node], _after: Sequence[Node], _path: Path
    ) -> tuple[list[ConfigLine], set[str]]:
        """Return nothing: each line is said by itself."""
        return [], set()

    def rewritten(self, before: Sequence[Node], after: Sequence[Node], path: Path) -> Iterator[ConfigLine]:
        """Take the old rest away from the first line that differs, and write the new rest.

        On these platforms a new line goes to the end, and one that is there already is refused.
        """
        if any(node.children for node in (*before, *after)):
            raise Unreadable(0, "blocks stand in a block whose order counts")
        same = first_difference(before, after)
        old = [takes_back(node.text, self.platform) for node in before[same:]]
        new = [node.text for node in after[same:]]
        if old or new:
            yield ConfigLine(path, "\n".join((*old, *new)), removes=not new)

    def rendered(self, lines: Sequence[ConfigLine]) -> Iterator[str]:
        """Yield lines with blocks entered and left; those in a row share them."""
        inside: Path = ()
        for line in lines:
            shared = common(inside, line.path)
            yield from self._left(inside, shared)
            yield from (f"{' ' * depth}{line.path[depth]}" for depth in range(shared, len(line.path)))
            inside = line.path
            yield from self._typed(line.line, " " * len(inside))
        yield from self._left(inside, 0)

    def _left(self, inside: Path, shared: int) -> Iterator[str]:
        for depth in range(len(inside) - 1, shared - 1, -1):
            yield f"{' ' * depth}{leave_word(inside[depth], self.platform)}"

    def _typed(self, line: str, indent: str) -> Iterator[str]:
        if not line:
            return
        first, *rest = line.split("\n")
        yield indent + first
        opens = any_of(begin for begin, _ in self.platform.text.wholes)
        verbatim = opens is not None and opens.search(indent + first)
        yield from (each if verbatim else indent + each for each in rest)


def common(one: Path, other: Path) -> int:
    """Return how many headers two paths share."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same
