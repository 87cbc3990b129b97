"""Which tongue a platform speaks."""

from __future__ import annotations

from drplan.gear.node import Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.say_braces import Braces
from drplan.plan.network.say_edits import Edits
from drplan.plan.network.say_indented import Indented
from drplan.plan.network.say_paths import Paths
from drplan.plan.network.tongue import Tongue


def tongue(platform: Platform) -> Tongue:
    """Return how lines are said to a platform; raises ``Unreadable`` for one that takes no lines."""
    shape = platform.text.shape
    if shape == "indented":
        return Indented(platform)
    if shape == "braces":
        return Braces(platform)
    if shape == "edit-blocks":
        return Edits()
    if shape == "paths":
        return Paths()
    raise Unreadable(0, f"{platform.name} takes no lines: its tables are compared as a whole")
