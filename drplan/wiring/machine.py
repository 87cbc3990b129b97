"""The machine that drplan runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.clock import SystemClock
    from drplan.adapters.tools import ToolFinding


def clock() -> SystemClock:
    """Return the machine's clock."""
    from drplan.adapters.clock import SystemClock

    return SystemClock()


def examine_machine() -> list[ToolFinding]:
    """Return what this machine has and lacks."""
    from drplan.adapters.tools import examine

    return examine(state_folder())
