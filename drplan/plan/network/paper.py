"""A small device on paper for each shape of configuration: what we would send is typed into it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drplan.gear.node import Tree
from drplan.gear.once import pruned
from drplan.gear.platform import Platform
from drplan.plan.network.order import Orders, shape
from drplan.plan.network.paper_braces import PaperBraces
from drplan.plan.network.paper_edits import PaperEdits
from drplan.plan.network.paper_indented import PaperIndented
from drplan.plan.network.paper_paths import PaperPaths, alike


@dataclass(frozen=True)
class Paper:
    """A device on paper."""

    platform: Platform
    orders: Orders

    def leads(self, before: Tree, typed: Sequence[str], after: Tree) -> bool:
        """Say whether typed lines bring one configuration to another, order and all where it counts.

        Raises ``Unreadable`` for what such a device does not take.
        """
        kind = self.platform.text.shape
        if kind == "braces":
            return PaperBraces(self.platform, self.orders).leads(before, typed, after)
        if kind == "edit-blocks":
            reached = PaperEdits(self.platform).after(before, typed)
            return self._same(pruned(reached), pruned(after))
        if kind == "paths":
            return self._same(alike(PaperPaths(self.platform).after(before, typed)), alike(after))
        printed = frozenset((path, node.text) for tree in (before, after) for path, node in tree.walk())
        return self._same(PaperIndented(self.platform, printed).after(before, typed), after)

    def _same(self, one: Tree, other: Tree) -> bool:
        return shape(one, self.orders) == shape(other, self.orders)
