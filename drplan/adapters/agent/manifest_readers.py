"""Two processes that read files, for a first backup: one alone would keep the other core waiting.

Forked rather than a pool of :mod:`multiprocessing`, which costs a host more to load than an unchanged backup
takes, and leaves its workers behind when we are killed: these end when our end of their pipe closes.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Sequence
from typing import Any, BinaryIO

from .fault import Fault
from .manifest_file import line_at

_COUNT = 2
_PREFIX = 8


class Readers:
    """Answers in the order of the questions; nobody may ask more than ``ahead`` questions ahead."""

    ahead = _COUNT

    def __init__(self) -> None:
        self._started: list[_Reader] = []
        self._asked = self._answered = 0

    def ask(self, places: Sequence[bytes]) -> None:
        """Have files read that have one name each; :meth:`answer` gives their lines."""
        if len(self._started) < _COUNT:
            self._started.append(_Reader())
        self._started[self._asked % _COUNT].ask(places)
        self._asked += 1

    def answer(self) -> list[bytes]:
        """Return what :func:`line_at` said of each file of the oldest question."""
        found = self._started[self._answered % _COUNT].answer()
        self._answered += 1
        return found

    def end(self) -> None:
        """End the processes. The last first: each holds open the pipes of those started before it."""
        for reader in reversed(self._started):
            reader.end()
        self._started = []


class _Reader:
    def __init__(self) -> None:
        (theirs, to_them), (from_them, ours) = os.pipe(), os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(to_them)
            os.close(from_them)
            _serve(os.fdopen(theirs, "rb"), os.fdopen(ours, "wb"))
        os.close(theirs)
        os.close(ours)
        self._to, self._from = os.fdopen(to_them, "wb"), os.fdopen(from_them, "rb")

    def ask(self, places: Sequence[bytes]) -> None:
        _send(self._to, list(places))

    def answer(self) -> list[bytes]:
        found: list[bytes] | None = _take(self._from)
        if found is None:
            raise Fault("source", "a process that was reading files has ended: was it killed?")
        return found

    def end(self) -> None:
        self._to.close()
        self._from.close()
        os.waitpid(self._pid, 0)


def _serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nobody asks; never returns, for all that the parent would do next is not ours to do."""
    code = 1
    try:
        while (places := _take(questions)) is not None:
            _send(answers, [line_at(place) for place in places])
        code = 0
    finally:
        os._exit(code)


def _send(pipe: BinaryIO, value: Any) -> None:
    content = marshal.dumps(value)
    pipe.write(len(content).to_bytes(_PREFIX, "little") + content)
    pipe.flush()


def _take(pipe: BinaryIO) -> Any:
    size = pipe.read(_PREFIX)
    if len(size) != _PREFIX:
        return None
    return marshal.loads(pipe.read(int.from_bytes(size, "little")))  # noqa: S302 - from our own fork
