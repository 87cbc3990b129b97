"""Saying Junos: ``set`` and ``delete`` with the whole path, whatever the configuration's own form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.gear.node import Node, Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.commands import command
from drplan.plan.network.tongue import Path, first_difference

MARKS = ("inactive: ", "protect: ")


@dataclass(frozen=True)
class Braces:
    """Junos. What is inactive or protected is never said: it takes other words, and a person."""

    platform: Platform

    def adds(self, node: Node, path: Path) -> Iterator[ConfigLine]:
        """Yield a ``set`` for each statement."""
        _plain(node, path)
        if not node.children:
            yield ConfigLine(path, f"set {node.text}")
        for child in node.children:
            yield from self.adds(child, (*path, node.text))

    def drops(self, node: Node, path: Path, _level: Sequence[Node]) -> Iterator[ConfigLine]:
        """Yield a ``delete``, without the value where there is one only."""
        _plain(node, path)
        text = node.text.split(" [", 1)[0]
        yield ConfigLine(path, f"delete {command(node, self.platform) or text}", removes=True)

    def together(
        self, before: Sequence[Node], after: Sequence[Node], path: Path
    ) -> tuple[list[ConfigLine], set[str]]:
        """Rewrite lists that differ: ``set`` alone would add to what a list holds."""
        said: list[ConfigLine] = []
        texts: set[str] = set()
        for key in dict.fromkeys(
            node.text.split(" [", 1)[0] for node in (*before, *after) if " [" in node.text
        ):
            old, new = _values(before, key), _values(after, key)
            texts |= {node.text for node in (*old, *new)}
            if old == new:
                continue
            for node in (*old, *new):
                _plain(node, path)
            words = [f"delete {key}"] if old else []
            said.append(
                ConfigLine(path, "\n".join([*words, *(f"set {node.text}" for node in new)]), removes=not new)
            )
        return said, texts

    def rewritten(self, before: Sequence[Node], after: Sequence[Node], path: Path) -> Iterator[ConfigLine]:
        """Delete terms from the first that differs and set them again: it all counts at the commit only."""
        same = first_difference(before, after)
        old = [each.line for node in before[same:] for each in self.drops(node, path, before)]
        new = [
            " ".join(("set", *each.path[len(path) :], each.line.removeprefix("set ")))
            for node in after[same:]
            for each in self.adds(node, path)
        ]
        if old or new:
            yield ConfigLine(path, "\n".join((*old, *new)), removes=not new)

    def rendered(self, lines: Sequence[ConfigLine]) -> Iterator[str]:
        """Yield each line with its path after the verb."""
        for line in lines:
            for each in _pieces(line.line):
                verb, _, rest = each.partition(" ")
                yield " ".join(filter(None, (verb, *line.path, rest)))


def _pieces(line: str) -> Iterator[str]:
    """Yield the commands of a line; a quoted value may span lines."""
    taken = ""
    for each in line.split("\n"):
        taken = f"{taken}\n{each}" if taken else each
        if (taken.count('"') - taken.count('\\"')) % 2 == 0:
            yield taken
            taken = ""


def _values(level: Sequence[Node], key: str) -> list[Node]:
    return [
        node for node in level if not node.block and (node.text == key or node.text.startswith(f"{key} "))
    ]


def _plain(node: Node, path: Path) -> None:
    if any(text.startswith(MARKS) for text in (node.text, *path)):
        raise Unreadable(node.line, "differs, and is inactive or protected: that is for a person to decide")
