"""Reading restic's tar as it goes by: every entry's facts and the hash of its content, in bounded memory.

The form is Go's archive/tar: POSIX.1-2001 "ustar" with pax extended headers. Times are whole seconds in it.
:mod:`tarfile` takes about three times as long over many small files.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence

from .fault import Fault
from .manifest import Entry, looks_dense
from .tar_header import read_header, read_records, size_in

_BLOCK = 512
_READ = 1 << 20
_HELD = 1 << 20
"""Content up to so many bytes is hashed in one piece out of what was read."""
_HEAD = 1536
_EXTENDED, _FOR_ALL = b"x", b"g"


class CutShort(Fault):
    """The tar ended before its end: its writer can say why."""


class TarReader:
    """The entries of a tar read from ``handle``; ``wanted`` says of a path whether it is looked at.

    What the files ``keep`` hold is ``kept``, in their order, once all was read; empty where there was none.
    """

    def __init__(self, handle: int, wanted: Callable[[bytes], bool], keep: Sequence[bytes] = ()) -> None:
        self._handle, self._wanted = handle, wanted
        self._kept = dict.fromkeys(keep, b"")
        self._data, self._at = b"", 0

    @property
    def kept(self) -> tuple[bytes, ...]:
        """Return what those files held."""
        return tuple(self._kept.values())

    def entries(self) -> Iterator[tuple[bytes, Entry]]:
        """Yield path and facts of each wanted entry; ``Fault`` when the tar is cut short or damaged."""
        told: dict[str, bytes] = {}
        while True:
            block = self._take(_BLOCK)
            if not block[0]:
                self._end(block)
                return
            if block[156:157] in (_EXTENDED, _FOR_ALL):
                told = self._extended(size_in(block), told if block[156:157] == _FOR_ALL else {})
                continue
            header = read_header(block, told)
            told = {}
            path = b"/" + header.name
            if path in self._kept and header.kind == "file":
                self._kept[path] = b"".join(self._pieces(header.size))
                self._pass_padding(header.size)
                continue
            if not self._wanted(path):
                self._skip(header.size)
                continue
            facts = header.facts()
            if header.kind == "file":
                facts["size"] = header.size
                facts.update(self._content(header.size))
            yield path, facts

    def _extended(self, size: int, told: dict[str, bytes]) -> dict[str, bytes]:
        content = self._take(size)
        self._pass_padding(size)
        return {**told, **read_records(content)}

    def _content(self, size: int) -> Entry:
        if size <= _HELD:
            content = self._take(size)
            self._pass_padding(size)
            facts: Entry = {"sha256": hashlib.sha256(content).hexdigest()}
            return {**facts, "dense": 1} if looks_dense(content[:_HEAD]) else facts
        digest = hashlib.sha256()
        head = self._take(_HEAD)
        digest.update(head)
        for piece in self._pieces(size - _HEAD):
            digest.update(piece)
        self._pass_padding(size)
        facts = {"sha256": digest.hexdigest()}
        return {**facts, "dense": 1} if looks_dense(head) else facts

    def _pass_padding(self, size: int) -> None:
        if left := -size % _BLOCK:
            self._take(left)

    def _skip(self, size: int) -> None:
        for _ in self._pieces(size + -size % _BLOCK):
            pass

    def _pieces(self, size: int) -> Iterator[bytes | memoryview]:
        """Yield the next ``size`` bytes as they come."""
        held = memoryview(self._data)[self._at : self._at + size]
        self._at += len(held)
        left = size - len(held)
        yield held
        while left:
            piece = os.read(self._handle, min(left, _READ))
            if not piece:
                raise _short()
            left -= len(piece)
            yield piece

    def _take(self, size: int) -> bytes:
        """Return the next ``size`` bytes in one piece."""
        begin, self._at = self._at, self._at + size
        if self._at > len(self._data):
            self._at = begin
            self._fill(size)
            begin, self._at = 0, size
        return self._data[begin : self._at]

    def _fill(self, size: int) -> None:
        held = [self._data[self._at :]]
        have = len(held[0])
        while have < size:
            piece = os.read(self._handle, _READ)
            if not piece:
                raise _short()
            held.append(piece)
            have += len(piece)
        self._data, self._at = b"".join(held), 0

    def _end(self, block: bytes) -> None:
        """See that the archive ends here, with two empty blocks (pax, "File Format") and nothing behind."""
        if block.strip(b"\0") or self._take(_BLOCK).strip(b"\0"):
            raise Fault("source-not-whole", "the tar that restic wrote is damaged")
        behind = self._data[self._at :]
        while piece := os.read(self._handle, _READ):
            behind += piece.strip(b"\0")
        if behind.strip(b"\0"):
            raise Fault("source-not-whole", "something follows the end of the tar that restic wrote")


def _short() -> CutShort:
    return CutShort("source-not-whole", "the tar that restic writes breaks off")
