"""How lines are said in a shape of configuration: what each of the four must be able to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from drplan.gear.node import Node
from drplan.plan.network.change import ConfigLine

Path = tuple[str, ...]


class Tongue(Protocol):
    """One shape of configuration, spoken. ``path`` are the headers around what is said."""

    def adds(self, node: Node, path: Path) -> Iterator[ConfigLine]:
        """Yield what brings a line, or a block with all that stands in it."""
        ...

    def drops(self, node: Node, path: Path, level: Sequence[Node]) -> Iterator[ConfigLine]:
        """Yield what takes a line or block away; ``level`` is what stands beside it."""
        ...

    def together(
        self, before: Sequence[Node], after: Sequence[Node], path: Path
    ) -> tuple[list[ConfigLine], set[str]]:
        """Return what is only said together, and the lines (as text) that are said so."""
        ...

    def rewritten(self, before: Sequence[Node], after: Sequence[Node], path: Path) -> Iterator[ConfigLine]:
        """Yield what brings an ordered block from one order to another, in one piece."""
        ...

    def rendered(self, lines: Sequence[ConfigLine]) -> Iterator[str]:
        """Yield what is typed."""
        ...


def first_difference(before: Sequence[Node], after: Sequence[Node]) -> int:
    """Return how many lines are the same from the beginning."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    return same
