"""An archive that somebody else made, read to its end as it goes by: zip, or gzip with a tar in it.

Nothing is unpacked onto a disk. What would leave its folder, what is no plain file or folder, and what
unpacks into far more than it is (a bomb) is refused.
"""

from __future__ import annotations

import gzip
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from .archive_tar import Entry, tar_entries
from .unsound import Unsound

ZIP, GZIP = b"PK", b"\x1f\x8b"
MOST_MEMBERS = 2_000_000
_TIMES = 200
"""XML and text shrink to a twentieth; what grows two hundred times as it unpacks was made to."""
_FREE = 256 << 20
_PIECE = 1 << 18
_ENCRYPTED = 1
_PLAINLY = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)


@dataclass(frozen=True)
class Member:
    """One plain file of an archive; ``pieces`` yields what it holds, and may be left unread."""

    name: str
    size: int
    pieces: Callable[[], Iterator[bytes]]


def members(path: str) -> Iterator[Member]:
    """Yield the plain files of an archive; all of it has been read, and is whole, when there are no more.

    Raises ``Unsound`` for what is damaged, cut short or refused.
    """
    with _named_damage(), open(os.open(path, _PLAINLY), "rb") as file:
        begins = file.read(2)
        file.seek(0)
        budget = _Budget(os.fstat(file.fileno()).st_size)
        if begins == ZIP:
            yield from _zipped(file, budget)
        elif begins == GZIP:
            yield from _tarred(file, budget)
        else:
            raise Unsound("is neither a zip nor a gzip archive")


@contextmanager
def _named_damage() -> Iterator[None]:
    """Raise as ``Unsound`` what the readers of zip and gzip raise for damage."""
    try:
        yield
    except _DAMAGE as error:
        raise Unsound(f"breaks off or is damaged ({type(error).__name__})") from None


class _Budget:
    """How much an archive may hold for what it is."""

    def __init__(self, size: int) -> None:
        self._left, self._members = size * _TIMES + _FREE, 0

    def spend(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise Unsound(f"unpacks into more than {_TIMES} times its size: refused")
        return piece

    def member(self, name: str) -> str:
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise Unsound(f"holds more than {MOST_MEMBERS:,} files: refused")
        parts = name.rstrip("/").split("/")
        if name.startswith("/") or "\\" in name or "\0" in name or {"..", ""} & {*parts}:
            raise Unsound("holds a name that leads out of its folder: refused")
        return name.removeprefix("./")


def _zipped(file: BinaryIO, budget: _Budget) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            name, kind = budget.member(info.filename), stat.S_IFMT(info.external_attr >> 16)
            if info.flag_bits & _ENCRYPTED:
                raise Unsound("is encrypted: nothing in it can be read")
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise Unsound("holds what is neither a file nor a folder: refused")
            if not info.is_dir():
                yield from _once(name, info.file_size, partial(_unzip, archive, info, budget))


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    with archive.open(info) as member:
        while piece := member.read(_PIECE):
            yield budget.spend(piece)


def _tarred(file: BinaryIO, budget: _Budget) -> Iterator[Member]:
    with gzip.GzipFile(fileobj=file) as unpacked:

        def read(size: int) -> bytes:
            return budget.spend(unpacked.read(size))

        for entry in tar_entries(read):
            name = budget.member(entry.name)
            if entry.kind == "file":
                yield from _once(name, entry.size, partial(_pieces, entry))


def _pieces(entry: Entry) -> Iterator[bytes]:
    while piece := entry.read(_PIECE):
        yield piece


def _once(name: str, size: int, pieces: Callable[[], Iterator[bytes]]) -> Iterator[Member]:
    """Yield a member, and read of it what whoever was given it did not."""
    rest = _watched(pieces)
    yield Member(name, size, lambda: rest)
    for _ in rest:
        pass


def _watched(pieces: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    # Whoever reads a member does so outside of what watches over its archive.
    with _named_damage():
        yield from pieces()
