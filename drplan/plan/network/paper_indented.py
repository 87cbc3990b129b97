"""What an indented configuration becomes when lines are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from drplan.gear.indented import read_indented
from drplan.gear.node import Node, Tree
from drplan.gear.platform import Platform
from drplan.plan.network.commands import counterpart
from drplan.plan.network.paper_level import Level

Path = tuple[str, ...]


@dataclass(frozen=True)
class PaperIndented:
    """A device on paper. ``printed``: lines with their headers that it is known to print.

    Whether a device prints ``no shutdown`` or keeps silent after it is typed cannot be told from the line.
    """

    platform: Platform
    printed: frozenset[tuple[Path, str]]

    def after(self, running: Tree, typed: Sequence[str]) -> Tree:
        """Return the configuration after these lines; raises ``Unreadable`` for what cannot be typed."""
        return self._typed(running, read_indented("\n".join(typed), self.platform).children, ())

    def _typed(self, node: Node, typed: Sequence[Node], path: Path) -> Node:
        level = Level(node.children, self.platform)
        for each in typed:
            if each.block:
                level.take(counterpart(each.text, self.platform))
                there = level.there(each.text)
                opened = replace(there or Node(each.text), block=True)
                inner = self._typed(opened, each.children, (*path, each.text))
                level.swap(inner) if there else level.put(inner)
            else:
                self._line(level, each, path)
        return replace(node, children=level.nodes())

    def _line(self, level: Level, typed: Node, path: Path) -> None:
        no = f"{self.platform.text.negate} "
        opposite = counterpart(typed.text, self.platform)
        known = (path, typed.text) in self.printed
        if typed.text in level:
            return
        if opposite in level:
            level.take(opposite)
            took = True
        elif typed.text in self._other_words:
            took = level.take_by(re.compile(self._other_words[typed.text])) > 0
        else:
            took = typed.text.startswith(no) and level.take_by(self._short(typed.text)) > 0
        if not took or known:
            level.put(typed)

    @cached_property
    def _other_words(self) -> dict[str, str]:
        """Return what takes lines away without a ``no``, as ``enable`` does ``disable``."""
        no = f"{self.platform.text.negate} "
        return {typed: line for line, typed in self.platform.text.negated if not typed.startswith(no)}

    def _short(self, typed: str) -> re.Pattern[str]:
        """Return what lines a short ``no`` takes: those of the command, whatever their value."""
        bare = typed.removeprefix(f"{self.platform.text.negate} ")
        return re.compile(rf"{re.escape(bare)}(?=[\s]|$)")
