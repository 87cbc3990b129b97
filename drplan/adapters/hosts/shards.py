"""Hosts shared out over processes, one a core: pyinfra by itself works on one core only."""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

FEWEST = 4
"""Hosts for which one more process pays."""

Say = Callable[[dict[str, Any]], None]

# This module is loaded before gevent replaces these: its own start an event loop in the process that forks,
# and no forked process could go on with that.
_fork, _waitpid, _select = os.fork, os.waitpid, select.select
_PIECE = 65536
_PR_SET_PDEATHSIG = 1
_INPUT = 0


def deal(names: Sequence[str], cores: int) -> list[list[str]]:
    """Share names out evenly, no more shards than ``cores``; one shard at least."""
    count = max(1, min(cores, len(names) // FEWEST))
    return [list(names[first::count]) for first in range(count)]


class Shard:
    """A forked process that does ``work`` and says lines meanwhile; it ends with the one that made it."""

    def __init__(self, work: Callable[[Say], None]) -> None:
        self.pipe, end = os.pipe()
        self.pid = _fork()
        if self.pid == 0:
            _work_and_end(work, end)
        os.close(end)
        self._rest = b""

    def lines(self) -> list[bytes] | None:
        """Wait for something to come; return the whole lines by now, None when there will be no more."""
        piece = os.read(self.pipe, _PIECE)
        if not piece:
            os.close(self.pipe)
            return None
        *whole, self._rest = (self._rest + piece).split(b"\n")
        return whole

    def code(self) -> int:
        """Wait for its end; return its exit code, or a signal's number below zero."""
        return os.waitstatus_to_exitcode(_waitpid(self.pid, 0)[1])


def follow(shards: Sequence[Shard], pass_on: Callable[[bytes], None], *, attended: bool) -> list[int]:
    """Pass lines on as they come until all shards have ended; return their exit codes.

    While ``attended``, nothing more is expected on this process's input but its end: the asker is gone, and
    the shards are ended with it.
    """
    going = {shard.pipe: shard for shard in shards}
    while going:
        ready, _, _ = _select([*going, *([_INPUT] if attended else [])], [], [])
        if _INPUT in ready:
            for shard in going.values():
                os.kill(shard.pid, signal.SIGKILL)
            sys.exit("nobody listens any more")
        for pipe in ready:
            lines = going[pipe].lines()
            if lines is None:
                del going[pipe]
            for line in lines or ():
                pass_on(line)
    return [shard.code() for shard in shards]


def _work_and_end(work: Callable[[Say], None], end: int) -> NoReturn:
    code = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # What a deploy file might read from there is the next request.
        os.dup2(os.open(os.devnull, os.O_RDONLY), _INPUT)
        with os.fdopen(end, "wb", buffering=0) as answers:
            work(lambda line: _write(answers.fileno(), json.dumps(line).encode() + b"\n"))
        code = 0
    except BaseException:  # noqa: BLE001 - this process has no other end
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
