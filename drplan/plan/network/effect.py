"""What a configuration becomes when lines are typed: a small device on paper, to check what we would send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from drplan.gear.node import Node, Tree
from drplan.gear.platform import Platform
from drplan.gear.tree import read
from drplan.plan.network.commands import command, counterpart

Path = tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A device on paper. ``printed``: lines with their headers that it is known to print.

    Whether a device prints ``no shutdown`` or keeps silent after it is typed is not to be known from the line.
    """

    platform: Platform
    printed: frozenset[tuple[Path, str]]

    def after(self, running: Tree, typed: Sequence[str]) -> Tree:
        """Return the configuration after these lines; raises ``Unreadable`` for what cannot be typed."""
        return self._typed(running, read("\n".join(typed), self.platform).children, ())

    def _typed(self, node: Node, typed: Sequence[Node], path: Path) -> Node:
        level = _Level(node.children, self.platform)
        for each in typed:
            if each.block:
                there = level.take(each.text) or Node(each.text, block=True)
                level.put(self._typed(replace(there, block=True), each.children, (*path, each.text)))
            else:
                self._line(level, each, path)
        return replace(node, children=level.nodes())

    def _line(self, level: _Level, typed: Node, path: Path) -> None:
        no = f"{self.platform.text.negate} "
        opposite = counterpart(typed.text, self.platform)
        known = (path, typed.text) in self.printed
        if typed.text in level:
            return
        if opposite in level:
            level.take(opposite)
            took = True
        else:
            took = typed.text.startswith(no) and level.take_by(self._short(typed.text)) > 0
        if not took or known:
            level.put(typed)

    def _short(self, typed: str) -> re.Pattern[str]:
        """Return what lines a short ``no`` takes: those of the command, whatever their value."""
        bare = typed.removeprefix(f"{self.platform.text.negate} ")
        return re.compile(rf"{re.escape(bare)}(?=[\s]|$)")


class _Level:
    """The lines of one block while they change, found by their text and by their command."""

    def __init__(self, nodes: Sequence[Node], platform: Platform) -> None:
        self._platform = platform
        self._nodes: list[Node | None] = []
        self._at: dict[str, int] = {}
        self._commands: dict[str, list[int]] = {}
        for node in nodes:
            self._append(node)

    def __contains__(self, text: str) -> bool:
        return text in self._at

    def _append(self, node: Node) -> None:
        self._at.setdefault(node.text, len(self._nodes))
        if key := command(node, self._platform):
            self._commands.setdefault(key, []).append(len(self._nodes))
        self._nodes.append(node)

    def take(self, text: str) -> Node | None:
        """Take a line away and return it; nothing when it is not there."""
        place = self._at.pop(text, None)
        if place is None:
            return None
        node, self._nodes[place] = self._nodes[place], None
        return node

    def take_by(self, pattern: re.Pattern[str]) -> int:
        """Take away every line that begins so; return how many."""
        texts = [text for text in self._at if pattern.match(text)]
        return sum(self.take(text) is not None for text in texts)

    def put(self, node: Node) -> None:
        """Put a line at the end, in place of the one value that its command held."""
        key = command(node, self._platform)
        there = [self._nodes[place] for place in self._commands.get(key or "", [])]
        held = [each for each in there if each is not None]
        if key and len(held) == 1:
            self.take(held[0].text)
        self._append(node)

    def nodes(self) -> tuple[Node, ...]:
        """Return what stands there now."""
        return tuple(node for node in self._nodes if node is not None)
