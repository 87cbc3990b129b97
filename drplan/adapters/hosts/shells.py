"""A shell kept open on a host: opened once for each way to run things, then one round trip a batch."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import gevent
from gevent.event import Event

from drplan.adapters.hosts.framing import (
    Answer,
    is_whole,
    read_answers,
    write_gathered_script,
    write_script,
)
from drplan.adapters.hosts.lines import Line

_END_SECONDS = 10
"""How long a program that closed its output may take to end."""


@dataclass(frozen=True)
class Heard:
    """What came of a batch: the answers in order, and why there are fewer than asked.

    ``refused`` is set when the shell itself never ran (sudo said no): its exit code and what it said.
    """

    answers: tuple[Answer, ...]
    broken: Exception | None = None
    refused: Answer | None = None


class Shell:
    """One shell on a host. After a batch that came back short it must not be used again."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._news = Event()
        self._streams = (bytearray(), bytearray())
        self._readers = [
            gevent.spawn(self._collect, read, stream)
            for read, stream in zip((line.out, line.err), self._streams, strict=True)
        ]

    def ask_gathered(self, commands: Sequence[str], seconds: float) -> Heard:
        """Run the commands in order, in ``seconds`` altogether, and have all answers sent in one piece.

        Raises ``Garbled``. When it comes short, nothing is known of the command at which it stopped.
        """
        mark, count = secrets.token_hex(16), len(commands) + 1
        heard = self._run(write_gathered_script(commands, mark), mark, count, seconds)
        return replace(heard, answers=heard.answers[: len(commands)])

    def ask(self, commands: Sequence[str], seconds: float | None) -> Heard:
        """Run the commands in order; ``seconds`` bounds how long each may take. Raises ``Garbled``."""
        mark = secrets.token_hex(16)
        return self._run(write_script(commands, mark), mark, len(commands), seconds)

    def _run(self, script: bytes, mark: str, count: int, seconds: float | None) -> Heard:
        for stream in self._streams:
            stream.clear()
        sender = gevent.spawn(self._send, script)
        if self._wait(mark, count, seconds):
            return self._judge(mark, count)
        sender.kill()
        self._line.close()
        out, err = map(bytes, self._streams)
        return Heard(read_answers(out, err, mark), TimeoutError(f"no answer within {seconds} s"))

    def close(self) -> None:
        """Let go of it."""
        gevent.killall(self._readers)
        self._line.close()

    def _collect(self, read: Callable[[], bytes], stream: bytearray) -> None:
        try:
            while piece := read():
                stream.extend(piece)
                self._news.set()
        finally:
            self._news.set()

    def _send(self, data: bytes) -> None:
        try:
            self._line.send(data)
        except OSError:
            # The shell has ended: its streams say why.
            self._news.set()

    def _wait(self, mark: str, count: int, seconds: float | None) -> bool:
        """Wait for all answers or the shell's end; False when ``seconds`` passed without a further answer."""
        answered, since = -1, time.monotonic()
        while not all(is_whole(bytes(stream), mark, count) for stream in self._streams):
            if all(reader.ready() for reader in self._readers):
                return True
            seen = sum(stream.count(mark.encode()) for stream in self._streams)
            if seen != answered:
                answered, since = seen, time.monotonic()
            left = None if seconds is None else since + seconds - time.monotonic()
            if left is not None and left <= 0:
                return False
            self._news.wait(left)
            self._news.clear()
        return True

    def _judge(self, mark: str, count: int) -> Heard:
        out, err = map(bytes, self._streams)
        answers = read_answers(out, err, mark)
        if len(answers) == count:
            return Heard(answers)
        code = -1
        with gevent.Timeout(_END_SECONDS, False):
            code = self._line.code()
        if mark.encode() not in out and code > 0:
            return Heard((), refused=Answer(code, out, err))
        return Heard(answers, OSError("the connection ended before the answer"))
