"""Who looks into repositories for damage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.attacker import CopyAttacker
    from drplan.adapters.inspector import ResticInspector


def inspector() -> ResticInspector:
    """Return what checks repositories; raises ``ToolMissing`` without restic."""
    from drplan import wiring
    from drplan.adapters.inspector import ResticInspector
    from drplan.adapters.tools import find_restic

    state = state_folder()
    return ResticInspector(wiring.enter(), wiring.secrets(), restic=find_restic(state), state=state)


def attacker() -> CopyAttacker:
    """Return what attacks copies on a scratch prefix; raises ``ToolMissing`` without restic."""
    from drplan import wiring
    from drplan.adapters.attacker import CopyAttacker
    from drplan.adapters.tools import find_restic

    state = state_folder()
    return CopyAttacker(
        wiring.enter(), wiring.secrets(), wiring.clock().now, restic=find_restic(state), state=state
    )
