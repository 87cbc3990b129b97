"""Putting a file in its place whole: whoever reads it sees the old one or the new one, never half of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

UNFINISHED = ".drplan-"
"""How the names begin of files that were being written."""


def replace_whole(path: Path, content: bytes, *, mode: int) -> None:
    """Write beside, then rename over; the file gets ``mode`` whatever the umask. Raises ``OSError``."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
