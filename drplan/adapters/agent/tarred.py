"""Reading a tar as it goes by: each file's size and hash, one file's content, and whether the end was there.

POSIX.1-2001 "ustar", as pg_basebackup writes it; sizes of 8 GiB and more are in base 256 (GNU).
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from typing import Any

from .fault import Fault
from .programs import Pieces

_BLOCK = 512
_END = bytes(_BLOCK)
_FILES = (b"0", b"\0")


class Tar:
    """What went by: ``files`` (name to size and SHA-256), and the ``content`` of the file that is wanted."""

    def __init__(self, wanted: str) -> None:
        self.files: dict[str, tuple[int, str]] = {}
        self.content = b""
        self._wanted = wanted
        self._held = bytearray()
        self._name, self._size, self._left, self._padding = "", 0, 0, 0
        self._digest: Any = None
        self._ended = False

    def watching(self, pieces: Pieces) -> Pieces:
        """Yield the pieces; raises ``Fault`` after the last one when the archive's end was not there."""
        with closing(pieces):
            for piece in pieces:
                self._take(memoryview(piece))
                yield piece
        if not self._ended:
            raise Fault("source-not-whole", "the tar breaks off: its end is not there")

    def _take(self, piece: memoryview) -> None:
        while piece and not self._ended:
            if self._left:
                piece = self._content(piece)
            elif self._padding:
                skipped = min(self._padding, len(piece))
                self._padding -= skipped
                piece = piece[skipped:]
            else:
                wanting = _BLOCK - len(self._held)
                self._held += piece[:wanting]
                piece = piece[wanting:]
                if len(self._held) == _BLOCK:
                    self._header(bytes(self._held))
                    self._held.clear()

    def _content(self, piece: memoryview) -> memoryview:
        part = piece[: self._left]
        self._digest.update(part)
        if self._name == self._wanted:
            self.content += part
        self._left -= len(part)
        if not self._left:
            self.files[self._name] = (self._size, self._digest.hexdigest())
        return piece[len(part) :]

    def _header(self, block: bytes) -> None:
        if block == _END:
            self._ended = True
            return
        if int(_text(block[148:156]).strip() or "0", 8) != sum(block[:148]) + 8 * 0x20 + sum(block[156:]):
            raise Fault("source-not-whole", "a header of the tar is damaged")
        self._name = "/".join(filter(None, (_text(block[345:500]), _text(block[:100])))).removeprefix("./")
        self._size = _number(block[124:136]) if block[156:157] in _FILES else 0
        self._left, self._padding = self._size, -self._size % _BLOCK
        self._digest = hashlib.sha256()
        if block[156:157] in _FILES and not self._size:
            self.files[self._name] = (0, self._digest.hexdigest())


def _text(field: bytes) -> str:
    return field.split(b"\0", 1)[0].decode(errors="surrogateescape")


def _number(field: bytes) -> int:
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    return int(_text(field).strip() or "0", 8)
