"""What a FortiOS configuration becomes when lines are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drplan.gear.edits import read_edits
from drplan.gear.node import Node, Tree, Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.paper_level import Level


@dataclass(frozen=True)
class PaperEdits:
    """A FortiOS device on paper."""

    platform: Platform

    def after(self, running: Tree, typed: Sequence[str]) -> Tree:
        """Return the configuration after these lines; raises ``Unreadable`` for what cannot be typed."""
        lines = read_edits("\n".join(typed), self.platform, typed=True)
        return self._typed(running, lines.children)

    def _typed(self, node: Node, typed: Sequence[Node]) -> Node:
        level = Level(node.children, self.platform)
        for each in typed:
            verb, _, rest = each.text.partition(" ")
            if each.block:
                there = level.there(each.text)
                inner = self._typed(there or Node(each.text, block=True), each.children)
                level.swap(inner) if there else level.put(inner)
            elif verb == "delete":
                if level.take(f"edit {rest}") is None:
                    raise Unreadable(0, "what is to be deleted is not there")
            elif verb == "unset":
                level.take_command(rest)
            elif verb == "move":
                what, _, where = rest.partition(" after ")
                level = Level(_moved(level.nodes(), f"edit {what}", f"edit {where}"), self.platform)
            else:
                level.put(each)
        return replace(node, children=level.nodes())


def _moved(nodes: Sequence[Node], what: str, where: str) -> list[Node]:
    mover = next((node for node in nodes if node.text == what), None)
    if mover is None:
        raise Unreadable(0, "what is to be moved is not there")
    found: list[Node] = []
    for node in nodes:
        if node is not mover:
            found.append(node)
        if node.text == where:
            found.append(mover)
    return found
