"""The lines from a running configuration to the intended one and back, each way tried on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drplan.gear.node import Tree, Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.difference import difference
from drplan.plan.network.hierarchy import Hierarchy, remediation
from drplan.plan.network.order import Orders
from drplan.plan.network.paper import Paper
from drplan.plan.network.tongues import tongue

_UNKNOWN = "\ufffd"


@dataclass(frozen=True)
class ThereAndBack:
    """The way between two configurations of one device."""

    platform: Platform
    running: Tree
    intended: Tree
    orders: Orders

    def there(
        self, hierarchy: Hierarchy | None
    ) -> tuple[tuple[ConfigLine, ...], Literal["hier_config", "lines"]]:
        """Return the lines to what is intended, and who worked them out.

        hier_config's are taken where they lead there, else our own; raises ``Unreadable`` when neither do.
        """
        if self.running == self.intended:
            return (), "lines"
        if hierarchy is not None and self.platform.text.shape == "indented":
            speaks = tongue(self.platform)
            theirs = remediation(hierarchy, self.running, self.intended, self.platform, speaks)
            if theirs is not None and self._leads(theirs, self.running, self.intended):
                return theirs, "hier_config"
        return self._ours(self.running, self.intended), "lines"

    def back(self) -> tuple[ConfigLine, ...]:
        """Return the lines from what is intended back; raises ``Unreadable`` when none lead there."""
        return self._ours(self.intended, self.running)

    def _ours(self, before: Tree, after: Tree) -> tuple[ConfigLine, ...]:
        found = difference(before, after, self.platform, self.orders)
        if any(_UNKNOWN in text for line in found for text in (line.line, *line.path)):
            raise Unreadable(0, "a line that differs holds characters that were lost on the way")
        if not self._leads(found, before, after):
            raise Unreadable(0, "what would be sent does not lead, on paper, to what is intended")
        return found

    def _leads(self, lines: Sequence[ConfigLine], before: Tree, after: Tree) -> bool:
        typed = list(tongue(self.platform).rendered(lines))
        try:
            return Paper(self.platform, self.orders).leads(before, typed, after)
        except Unreadable:
            return False
