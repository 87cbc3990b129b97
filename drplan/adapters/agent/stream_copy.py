"""One copy that takes a stream: fed by a thread of its own, so that it keeps no other waiting."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack

from . import quota
from .fault import Fault
from .restic import Feed, Target
from .restic_results import Backup

_PIECES = 16
"""How many pieces wait for a copy at the most: what bounds our memory."""
STALLED_SECONDS = 120.0
"""A copy that takes nothing for so long, while others wait for it, fails alone."""
PATIENCE_SECONDS = 1800.0
"""How long in all the others wait for a copy that lives but is slow."""
_LOOK_SECONDS = 0.2
_END_SECONDS = 2.0


class StreamCopy:
    """A copy on its way: living, or with the ``fault`` that it died of.

    Nothing is kept there before ``end`` and ``kept``; ``abandon`` keeps nothing.
    """

    def __init__(self, place: Target, name: str, tags: Sequence[str]) -> None:
        self.fault: Fault | None = None
        self.place = place
        self._waited = 0.0
        self._made: Backup | None = None
        self._pieces: queue.Queue[bytes | None] = queue.Queue(_PIECES)
        self._given_up = threading.Event()
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._opened = ExitStack()
        try:
            quota.see_room(place)
            # restic dies with the thread that starts it: this one, not the writer.
            self._feed = self._opened.enter_context(Feed(place, name=name, tags=tags))
        except Fault as fault:
            self.fault = fault
            return
        self._writer.start()

    def take(self, piece: bytes, *, alone: bool) -> None:
        """Hand a piece on, or note the fault. ``alone``: nobody else waits for this copy."""
        begun = time.monotonic()
        while self.fault is None:
            try:
                self._pieces.put(piece, timeout=_LOOK_SECONDS)
            except queue.Full:
                self._refuse_slow(time.monotonic() - begun, alone=alone)
                continue
            self._waited += 0.0 if alone else time.monotonic() - begun
            return

    def end(self) -> None:
        """Let restic see the end of its input: from here on it may make a snapshot."""
        while self.fault is None and self._writer.is_alive():
            try:
                self._pieces.put(None, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return

    def kept(self) -> Backup:
        """Wait for the snapshot and return it; raises ``Fault``."""
        if self.fault is None:
            self._writer.join()
            self._opened.close()
        if self.fault is not None or self._made is None:
            raise self.fault or Fault("repository", "restic made no snapshot of the stream")
        return self._made

    def abandon(self) -> None:
        """End what is still under way before restic sees an end of its input: no snapshot is made."""
        self._given_up.set()
        with contextlib.suppress(queue.Empty):
            while True:
                self._pieces.get_nowait()
        self._pieces.put(None)
        if self._writer.is_alive():
            self._writer.join(_END_SECONDS)
        if self._writer.is_alive():
            self._feed.kill()
            self._writer.join()
        self._opened.close()

    def _write(self) -> None:
        try:
            while (piece := self._pieces.get()) is not None:
                if self._given_up.is_set():
                    return
                self._feed.write(piece)
            if not self._given_up.is_set():
                self._made = self._feed.finish()
        except Fault as fault:
            self.fault = self.fault or fault
        except (OSError, ValueError) as error:
            self.fault = self.fault or Fault("cancelled", f"restic was ended: {error}")

    def _refuse_slow(self, waited: float, *, alone: bool) -> None:
        """Note that the others wait too long; restic's own limit stands for a copy that is alone."""
        if alone:
            return
        if waited > STALLED_SECONDS:
            self.fault = Fault("too-slow", f"the repository took nothing for {STALLED_SECONDS:.0f} s")
        elif self._waited + waited > PATIENCE_SECONDS:
            text = (
                f"the repository made the others wait for {PATIENCE_SECONDS:.0f} s: give it a time of its own"
            )
            self.fault = Fault("too-slow", text)
