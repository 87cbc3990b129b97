"""Stops an inventory that never ends, and refuses a file that would take too long to read."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from drplan.errors import DeclarationError

VARIABLE = "DRPLAN_INVENTORY_SECONDS"
SECONDS = 4.0
MOST_SECONDS = 1e6
BYTES_A_SECOND = 750_000
"""What Python surely compiles in a second; of a declaration's loose lines it compiles five times as much."""
_RING_AGAIN = 0.1


class Overdue(BaseException):
    """Raised in the inventory's own code when its time is up; no ``except Exception`` there holds it."""


def allowed_seconds() -> float:
    """Return how long one file may take, from the environment; raises ``DeclarationError``."""
    given = os.environ.get(VARIABLE, "")
    with contextlib.suppress(ValueError):
        seconds = float(given or SECONDS)
        if math.isfinite(seconds) and 0 < seconds <= MOST_SECONDS:
            return seconds
    raise DeclarationError(
        f"{VARIABLE} is not a number of seconds: {given[:40]!r}", next_step=f"set {VARIABLE}=60, or unset it"
    )


class Limit:
    """Gives every file of one folder the same ``seconds`` of its own.

    A file's time starts anew, once, when it is begun and when a file it imports is done. Only the main thread
    can be stopped: elsewhere there is no limit. ``stopped`` is the place that ran when time was up.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self.seconds = seconds
        self.stopped: tuple[Path, int] | None = None
        self._folder = folder
        self._inside = str(folder.absolute()) + os.sep
        self._seen: set[tuple[str, str]] = set()
        self._watching = False

    def most_bytes(self) -> int:
        """Return how large a file may be."""
        return int(self.seconds * BYTES_A_SECOND)

    def restart(self, path: str, occasion: str) -> None:
        """Give the time anew, unless this file had it on this occasion before."""
        if self._watching and self.stopped is None and (path, occasion) not in self._seen:
            self._seen.add((path, occasion))
            signal.setitimer(signal.ITIMER_REAL, self.seconds, _RING_AGAIN)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Raise ``Overdue`` in the folder's code when time is up; leave alarms as they were."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        handler = signal.signal(signal.SIGALRM, self._ring)
        before = signal.setitimer(signal.ITIMER_REAL, self.seconds, _RING_AGAIN)
        self._watching = True
        try:
            yield
        finally:
            self._watching = False
            signal.setitimer(signal.ITIMER_REAL, *before)
            signal.signal(signal.SIGALRM, signal.SIG_DFL if handler is None else handler)

    def _ring(self, _: int, frame: FrameType | None) -> None:
        place = self._place(frame)
        if self._watching and place is not None:
            self.stopped = self.stopped or place
            raise Overdue

    def _place(self, frame: FrameType | None) -> tuple[Path, int] | None:
        """Return the folder's innermost line that is running; ``None`` between its files."""
        while frame is not None and not frame.f_code.co_filename.startswith(self._inside):
            frame = frame.f_back
        if frame is None:
            return None
        return self._folder / frame.f_code.co_filename.removeprefix(self._inside), frame.f_lineno
