"""Ending a listener that may long be gone: it alone is asked, through a handle, and ends what it started."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def end(pid_file: Path, folder: Path) -> bool:
    """Ask the listener of a folder to end; says whether one was there.

    A pid file may be stale, and its number another's by now: nobody is asked but a process that was started
    as the listener of this very folder. Raises ``PermissionError`` when it is another user's.
    """
    try:
        handle = os.pidfd_open(pid := int(pid_file.read_text()))
    except (OSError, ValueError, OverflowError):
        return False
    try:
        # Looked at through the handle's lifetime: the number cannot pass on before the signal is sent.
        if not _listens(pid, folder):
            return False
        signal.pidfd_send_signal(handle, signal.SIGTERM)
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
    return True


def _listens(pid: int, folder: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
    except OSError:
        return False
    return [Path(os.fsdecode(each)).name for each in words[-3:-1]] == ["run.py", "listen"] and words[
        -1
    ] == os.fsencode(folder)
