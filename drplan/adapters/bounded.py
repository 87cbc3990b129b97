"""A program whose answer is bounded in time and in bytes: it may speak for a machine that was taken over."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

MIB = 1 << 20
_PIECE = 1 << 18


class TooLong(Exception):
    """More was said than was asked for."""


def run_bounded(
    argv: Sequence[str], *, stdin: bytes, seconds: float, most: int
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end; ``most`` is in bytes, of either of its streams.

    Raises ``TooLong`` and ``subprocess.TimeoutExpired``, once the program was ended; ``FileNotFoundError``.
    """
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        heard = [_Heard(running, stream, most) for stream in (running.stdout, running.stderr)]
        feeder = threading.Thread(target=_feed, args=(running.stdin, stdin), daemon=True)
        feeder.start()
        try:
            code = _ended(running, (*(each.thread for each in heard), feeder), seconds)
        except BaseException:
            running.kill()
            raise
    if any(each.overflowed for each in heard):
        raise TooLong
    out, err = (each.content() for each in heard)
    return subprocess.CompletedProcess(argv, code, out, err)


def _ended(running: subprocess.Popen[bytes], threads: Sequence[threading.Thread], seconds: float) -> int:
    """Return how it ended, once all that it said was read: what it started may speak after its end."""
    deadline = time.monotonic() + seconds
    code = running.wait(seconds)
    for each in threads:
        each.join(max(0.0, deadline - time.monotonic()))
        if each.is_alive():
            raise subprocess.TimeoutExpired(running.args, seconds)
    return code


def available_memory() -> int:
    """Return how many bytes this machine has for programs without swapping; 0 where it does not say."""
    with contextlib.suppress(OSError):
        lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
        return next((int(line[1]) * 1024 for line in lines if line[0] == "MemAvailable:"), 0)
    return 0


class _Heard:
    """One stream of a program, read as it comes; the program is ended when it is longer than ``most``."""

    def __init__(self, running: subprocess.Popen[bytes], stream: IO[bytes] | None, most: int) -> None:
        self.overflowed = False
        self._running, self._stream, self._left = running, stream, most
        self._pieces: list[bytes] = []
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def content(self) -> bytes:
        """Return all of it."""
        return b"".join(self._pieces)

    def _listen(self) -> None:
        handle = self._stream.fileno() if self._stream else -1
        while piece := os.read(handle, _PIECE):
            self._left -= len(piece)
            if self._left < 0:
                self.overflowed = True
                self._pieces.clear()
                self._running.kill()
                return
            self._pieces.append(piece)


def _feed(stream: IO[bytes] | None, content: bytes) -> None:
    # A program may end without having read all that it was given: how it ended says whether that was well.
    with contextlib.suppress(OSError):
        if stream:
            stream.write(content)
            stream.close()
