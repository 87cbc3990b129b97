"""Where things are kept."""

from __future__ import annotations

import os
from pathlib import Path

DEPLOYS = Path("deploys")


def state_folder() -> Path:
    """Return where this machine keeps what git does not: ``.drplan``, or ``DRPLAN_STATE``."""
    return Path(os.environ.get("DRPLAN_STATE", ".drplan")).absolute()
