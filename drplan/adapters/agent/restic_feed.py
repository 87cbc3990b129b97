"""A backup of bytes that we pump: one file in one snapshot, made whole or not at all.

restic takes the end of its standard input for the end of the file, and makes the snapshot. So the input is
closed only in :meth:`Feed.finish`; in every other case restic is stopped before it sees an end.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import subprocess
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from . import restic_results as results
from .fault import Fault
from .restic_messages import Message
from .restic_outcome import Ended, Outcome, fault
from .restic_process import MOVING, Limits, OnProgress, Running
from .restic_reach import reach, version
from .restic_words import Target, argv

_PIPE_BYTES = 1 << 20
_POLL_MILLISECONDS = 1000
_NOTHING = bytes(1 << 18)
_CANCEL_SECONDS = 15.0


class Feed:
    """A snapshot of one file called ``name`` whose bytes are written here, as a context.

    ::

        with Feed(place, name="hs_sis.pgdump", tags=["drplan-stream"]) as feed:
            feed.write(b"...")
            kept = feed.finish()

    Without ``finish``, or when anything is raised inside, restic is stopped and there is no snapshot. Enter,
    write and finish may be called by different threads, one at a time; the thread that enters must outlive
    it. ``write`` and ``finish`` raise ``Fault`` with restic's reason.
    """

    def __init__(
        self,
        place: Target,
        *,
        name: str,
        tags: Sequence[str] = (),
        on_progress: OnProgress | None = None,
        limits: Limits = MOVING,
    ) -> None:
        words = ["--retry-lock", "1m", *(word for tag in tags for word in ("--tag", tag))]
        command = argv(place, "backup", "--stdin", "--stdin-filename", name, *words, cached=True)
        self._place, self._stall = place, limits.stall
        self._running = Running(
            place,
            command,
            "backup",
            limits=Limits(limits.whole),
            on_progress=on_progress,
            stdin=subprocess.PIPE,
        )
        self._said: list[Message] = []
        self._ended: Ended | None = None

    def __enter__(self) -> Self:
        version(self._place.program)
        reach(self._place.location)
        self._running.__enter__()
        pipe = self._running.process.stdin
        if pipe is None:
            raise RuntimeError("restic was started without a standard input")
        self._pipe = pipe
        os.set_blocking(pipe.fileno(), False)
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._ready = select.poll()
        self._ready.register(pipe.fileno(), select.POLLOUT)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._ended is None:
                self._abort()
        finally:
            self._running.__exit__(kind, error, trace)
            self._reader.join()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Hand all of ``data`` to restic, waiting for it; raises ``Fault`` when it ended or hangs."""
        rest = memoryview(data)
        deadline = time.monotonic() + self._stall
        while rest:
            written = self._offer(rest)
            if written:
                rest, deadline = rest[written:], time.monotonic() + self._stall
            elif time.monotonic() >= deadline:
                raise Fault("unreachable", f"restic backup took no bytes for {self._stall:.0f} s")

    def finish(self) -> results.Backup:
        """Tell restic that this was the end, wait for its snapshot and return it; a partial one faults."""
        self._pipe.close()
        self._running.allow(self._stall)
        ended = self._wait()
        summary = next((m for m in self._said if m.get("message_type") == "summary"), None)
        if ended.outcome is not Outcome.DONE:
            raise fault(ended)
        if summary is None or not summary.get("snapshot_id"):
            raise Fault("repository", "restic backup ended well but named no snapshot")
        return results.backup(summary)

    def kill(self) -> None:
        """End restic at once, from any thread: a ``write`` that waits for it faults."""
        self._running.process.kill()

    def _offer(self, data: memoryview) -> int:
        """Write what the pipe takes within a second; returns how much it took."""
        if not self._ready.poll(_POLL_MILLISECONDS):
            return 0
        try:
            return os.write(self._pipe.fileno(), data)
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            raise fault(self._wait()) from None

    def _read(self) -> None:
        """Take what restic says off its pipe, so that it never waits for us; keep the summary alone."""
        for message in self._running.messages():
            if message.get("message_type") == "summary":
                self._said.append(message)

    def _wait(self) -> Ended:
        self._reader.join()
        self._ended = self._running.ended()
        return self._ended

    def _abort(self) -> None:
        """Stop restic before it sees an end.

        It looks whether it was asked to stop only when bytes come: it is given some until it has gone, so
        that it takes its lock away; they are in no snapshot, for there is no end. If it stays, it is killed.
        Stopped in its first half second it may leave its lock: the next call that minds has it removed.
        """
        self._running.interrupt()
        deadline = time.monotonic() + _CANCEL_SECONDS
        rest: Any = memoryview(_NOTHING)
        with contextlib.suppress(OSError, Fault):
            while time.monotonic() < deadline and not self._running.has_ended():
                if self._ready.poll(50):
                    os.write(self._pipe.fileno(), rest)
        self._running.stop(grace=0)
