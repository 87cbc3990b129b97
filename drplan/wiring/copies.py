"""Who makes recovery points, finds them, and looks after the copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.custody import ResticCustody
    from drplan.adapters.looks import LooksFolder
    from drplan.adapters.vault import ResticVault
    from drplan.declare import District


def vault(declared: District) -> ResticVault:
    """Return what makes recovery points and finds them; raises ``ToolMissing`` without restic."""
    from drplan import wiring
    from drplan.adapters.tools import find_restic
    from drplan.adapters.vault import ResticVault

    state = state_folder()
    return ResticVault(declared, wiring.enter(), wiring.secrets(), restic=find_restic(state), state=state)


def custody() -> ResticCustody:
    """Return what lists repositories whole and drops what is to go; raises ``ToolMissing`` without restic."""
    from drplan import wiring
    from drplan.adapters.custody import ResticCustody
    from drplan.adapters.tools import find_restic

    state = state_folder()
    return ResticCustody(wiring.enter(), wiring.secrets(), restic=find_restic(state), state=state)


def looks() -> LooksFolder:
    """Return what remembers, on this machine, which snapshots the repositories showed."""
    from drplan.adapters.looks import LooksFolder

    return LooksFolder(state_folder() / "looks")
