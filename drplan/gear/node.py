"""One line of a configuration with what stands below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class Unreadable(ValueError):
    """A configuration, or a line of it, that cannot be read with certainty.

    ``line`` counts from 1, 0 for the text as a whole; the message holds neither the line's text nor a secret.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Node:
    """A line without its indentation, and the lines below it in the order they are printed.

    What spans lines (a banner, a certificate) is one ``text`` with line ends in it. ``block``: it opens a
    block, also when nothing stands below. ``line``: where it was read, not compared.
    """

    text: str
    children: tuple[Node, ...] = ()
    block: bool = False
    line: int = field(default=0, compare=False)

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Yield everything below with the headers around it, as it is printed."""
        for child in self.children:
            yield path, child
            if child.children:
                yield from child.walk((*path, child.text))


Tree = Node
"""A whole configuration: a node without text."""


@dataclass(slots=True)
class Draft:
    """A node that is still being read."""

    text: str
    line: int
    block: bool = False
    children: list[Draft] = field(default_factory=list)

    def done(self) -> Node:
        """Return it as read."""
        below = tuple(child.done() for child in self.children)
        return Node(self.text, below, block=self.block or bool(below), line=self.line)
