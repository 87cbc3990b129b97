"""What Ctrl-C does to work that must not be cut in half: the first asks to stop, the second breaks it off."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable(told: str) -> Iterator[Callable[[], bool]]:
    """Catch an interrupt, say ``told`` on standard error, and go on; yield what says that one came.

    A second one raises ``KeyboardInterrupt``. SIGTERM counts like Ctrl-C: it is what systemd and CI send.
    """
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            raise KeyboardInterrupt
        # Not by way of a stream: the one at work may be in the midst of a line.
        os.write(2, f"\n  {told}\n".encode())

    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    before = {number: signal.signal(number, note) for number in _SIGNALS}
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
