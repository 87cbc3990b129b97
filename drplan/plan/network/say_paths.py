"""Saying RouterOS: every line with its menu's path, items named by what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.gear.node import Node, Unreadable
from drplan.gear.paths import words
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.tongue import Path, first_difference


@dataclass(frozen=True)
class Paths:
    """RouterOS."""

    def adds(self, node: Node, path: Path) -> Iterator[ConfigLine]:
        """Yield an ``add``, or a ``set`` with what it sets."""
        if not path:
            for child in node.children:
                yield from self.adds(child, (node.text,))
        elif node.block:
            yield from (ConfigLine((*path, node.text), child.text) for child in node.children)
        else:
            yield ConfigLine(path, node.text)

    def drops(self, node: Node, path: Path, level: Sequence[Node]) -> Iterator[ConfigLine]:
        """Yield a ``remove`` that finds this item and no other; of a ``set``, what it set is unset."""
        if not path:
            for child in node.children:
                yield from self.drops(child, (node.text,), node.children)
        elif node.block:
            for child in node.children:
                yield from self.drops(child, (*path, node.text), node.children)
        elif node.text.startswith("add "):
            yield ConfigLine(path, f"remove {finder(node, level)}", removes=True)
        else:
            yield ConfigLine(path, f"!{node.text.split('=', 1)[0]}", removes=True)

    def together(
        self, before: Sequence[Node], after: Sequence[Node], path: Path
    ) -> tuple[list[ConfigLine], set[str]]:
        """Change items of the same name in place: one that is added again is refused."""
        had, wanted = _named(before), _named(after)
        said: list[ConfigLine] = []
        texts: set[str] = set()
        for name in had.keys() & wanted.keys():
            old, new = had[name], wanted[name]
            if old.text == new.text:
                continue
            texts |= {old.text, new.text}
            values = [word for word in words(new.text) if word not in words(old.text)]
            keys = {word.split("=", 1)[0] for word in words(new.text)}
            gone = [
                f"!{key}" for key in (word.split("=", 1)[0] for word in words(old.text)) if key not in keys
            ]
            said.append(ConfigLine(path, " ".join((f"set [ find {name} ]", *values, *gone))))
        return sorted(said, key=lambda line: line.line), texts

    def rewritten(self, before: Sequence[Node], after: Sequence[Node], path: Path) -> Iterator[ConfigLine]:
        """Remove items from the first that differs, and add them again in their order."""
        same = first_difference(before, after)
        old = [each.line for node in before[same:] for each in self.drops(node, path, before)]
        new = [node.text for node in after[same:]]
        if any(node.block for node in (*before[same:], *after[same:])):
            raise Unreadable(0, "what is set stands among items whose order counts")
        if old or new:
            yield ConfigLine(path, "\n".join((*old, *new)), removes=not new)

    def rendered(self, lines: Sequence[ConfigLine]) -> Iterator[str]:
        """Yield each line with its path before it."""
        for line in lines:
            yield from (" ".join((*line.path, each)) for each in line.line.split("\n") if each)


def _named(level: Sequence[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in level:
        name = next((word for word in words(node.text) if word.startswith("name=")), None)
        if name and node.text.startswith("add "):
            found[name] = node
    return found


def finder(node: Node, level: Sequence[Node]) -> str:
    """Return ``[ find … ]`` for one item; raises ``Unreadable`` when another would be found as well."""
    said = words(node.text)[1:]
    name = [word for word in said if word.startswith("name=")]
    chosen = name or said
    alike = [each for each in level if set(chosen) <= set(words(each.text)[1:])]
    if len(alike) != 1:
        raise Unreadable(node.line, "is to be removed, and nothing tells it from another item")
    return f"[ find {' '.join(chosen)} ]"
