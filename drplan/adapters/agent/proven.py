"""A stream that is proven before it is used, and drawn from its repository once where the host has room.

It is hashed on its way into a file that has no name (``O_TMPFILE``, open(2)): only this process can reach it,
and it is gone when this process is, also when that is killed. Where there is no room it is drawn twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import BinaryIO

from .programs import CHUNK, Pieces

_TIMES = 10
"""How often a dump must fit into the free room: what is loaded from it needs room too, and more of it."""


@contextmanager
def proven(
    draw: Callable[[], Pieces], check: Callable[[Pieces], Pieces], folder: str, size: int
) -> Iterator[Pieces]:
    """Give what ``draw`` yields once all of it went through ``check``, which raises for what may not pass.

    ``draw`` gives the same pieces each time. They are kept in ``folder``, if they are ``size`` bytes at most,
    and go through ``check`` again as they are given.
    """
    with closing(_Aside(folder, size)) as aside:
        with closing(check(draw())) as pieces:
            for piece in pieces:
                aside.take(piece)
        with closing(check(aside.pieces() or draw())) as pieces:
            yield pieces


class _Aside:
    """A file without a name, for as long as there is room for it."""

    def __init__(self, folder: str, size: int) -> None:
        self._left, self._file = size, _nameless(folder) if _has_room(folder, size) else None

    def take(self, piece: bytes) -> None:
        """Keep a piece; gives everything up where it does not fit."""
        self._left -= len(piece)
        if self._file is None:
            return
        try:
            if self._left >= 0:
                self._file.write(piece)
                return
        except OSError:
            pass
        self.close()

    def pieces(self) -> Pieces | None:
        """Return all of it from its beginning; nothing where it was not kept."""
        if self._file is None:
            return None
        try:
            self._file.seek(0)
        except OSError:
            self.close()
            return None
        return _content(self._file)

    def close(self) -> None:
        """Let it go."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()


def _content(file: BinaryIO) -> Pieces:
    while piece := file.read(CHUNK):
        yield piece


def _has_room(folder: str, size: int) -> bool:
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    return size * _TIMES <= found.f_bavail * found.f_frsize


def _nameless(folder: str) -> BinaryIO | None:
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), "w+b")
    except OSError:
        return None
