"""Where this machine keeps things."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder() -> Path:
    """Return where this machine keeps what git does not: ``.drplan``, or ``DRPLAN_STATE``."""
    return Path(os.environ.get("DRPLAN_STATE", ".drplan")).absolute()
