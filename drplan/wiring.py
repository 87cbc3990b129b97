"""The one place that builds adapters. Commands ask here for what they need."""

from __future__ import annotations

import os
from pathlib import Path

from drplan.declare import District


def state_folder() -> Path:
    """Return where this machine keeps what git does not: ``.drplan``, or ``DRPLAN_STATE``."""
    return Path(os.environ.get("DRPLAN_STATE", ".drplan")).absolute()


def district(folder: Path) -> District:
    """Load the declaration; raises ``DeclarationError``."""
    from drplan.adapters.inventory import load_district

    return load_district(folder)
