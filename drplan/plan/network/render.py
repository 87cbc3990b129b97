"""What is typed into a device: blocks entered and left in the platform's own manner."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.tongues import tongue


def rendered(lines: Sequence[ConfigLine], platform: Platform) -> list[str]:
    """Return what is typed for these lines, in their order.

    A block is entered once for lines in a row, and left by the platform's own word (``exit``, ``next``,
    ``end``); Junos and RouterOS get the whole path in each line. What spans lines is several items.
    """
    return list(tongue(platform).rendered(lines)) if lines else []
