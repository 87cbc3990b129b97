"""Files read back while restic still writes the next ones, which costs little time where a core is idle."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from .manifest import Entry, content_of
from .restic_call import PLAIN, Manner, ask, read_words
from .restic_words import Target


def restore(
    place: Target,
    words: Sequence[str],
    into: str,
    *,
    wanted: Callable[[bytes], bool] = bool,
    manner: Manner = PLAIN,
) -> dict[str, tuple[int, Entry]]:
    """Have restic restore below ``into`` and read what it says is there, as far as it is ``wanted``.

    Returns of files, by their names below it, the size that restic told and what their content says; what is
    not among them is to be read afterwards. Raises ``Fault`` when restic does not end well.
    """
    said = read_words("restore", *words, "--target", into, "-vv")
    with _Ahead(into.rstrip("/"), wanted) as ahead:
        ask(place, *said, manner=replace(manner, on_restored=ahead.told))
    return ahead.read


class _Ahead:
    """Reads each file that it is told of, in a thread of its own; all were read when the context ends."""

    def __init__(self, base: str, wanted: Callable[[bytes], bool]) -> None:
        self.read: dict[str, tuple[int, Entry]] = {}
        self._base, self._wanted = os.fsencode(base), wanted
        self._files: SimpleQueue[tuple[str, int] | None] = SimpleQueue()
        self._in_vain = False
        self._reader = threading.Thread(target=self._read_all, daemon=True)

    def __enter__(self) -> Self:
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._in_vain = kind is not None
        self._files.put(None)
        self._reader.join()

    def told(self, name: str, size: int) -> None:
        """Take a file that is there; restic, which says it, never waits for the reading."""
        self._files.put((name, size))

    def _read_all(self) -> None:
        while (each := self._files.get()) is not None and not self._in_vain:
            self._read(*each)

    def _read(self, name: str, size: int) -> None:
        """Read a file; what cannot be read yet, or is none, is left for later."""
        path = os.fsencode(name)
        if self._wanted(path):
            content = content_of(self._base + path, size)
            if "unread" not in content:
                self.read[name] = (size, content)
