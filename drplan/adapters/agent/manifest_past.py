"""The manifests before: which one is the last good one, and reading it beside a walk.

``SCRATCH/manifests`` holds nothing but ``NAME.jsonl`` and its signature, so that restic finds the folder as
it was. In ``SCRATCH/past`` lies what never leaves the host: ``NAME.seen`` is what lstat(2) said of each
entry, so that an unchanged file need not be read again. ``NAME.good`` says which manifest was the last
without a doubt (by its SHA-256); when a doubted one follows, the good one stays as ``NAME.good.jsonl`` until
there is another.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Callable
from itertools import islice
from typing import BinaryIO, Self
from zlib import crc32

from .manifest import Entry
from .manifest_file import digest_of, entry_of, head_of, sort_key
from .manifest_walk import order
from .places import open_private

_RECORD = struct.Struct("<IIQqqQ")
_SIZE = _RECORD.size
_TITLE = struct.Struct("<8s32sII")
_MAGIC = b"drplan/2"
Found = tuple[bytes, bytes]
"""An entry's line and its record of lstat(2)."""


def record_of(name: bytes, status: os.stat_result) -> bytes:
    """Return what shows that an entry stayed as it was; restic goes by the same (times, size and inode)."""
    return _RECORD.pack(
        crc32(name), status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
    )


def record_of_untold(name: bytes, status: os.stat_result) -> bytes:
    """Return what shows that an entry is there, and equals no :func:`record_of`."""
    return _RECORD.pack(crc32(name), status.st_mode, 0, 0, 0, 0)


class Seen:
    """Writes a ``.seen`` file: records in the order of the manifest's lines.

    ``day`` (since 1970) and ``turn`` tell the next backup which part of the unchanged files to read again.
    """

    def __init__(self, path: str) -> None:
        self._file = open_private(path)
        self._file.write(bytes(_TITLE.size))
        self.add = self._file.write

    def end(self, digest: bytes, day: int, turn: int) -> None:
        """Say which manifest they belong to."""
        self._file.seek(0)
        self._file.write(_TITLE.pack(_MAGIC, digest, day, turn))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class Past:
    """A manifest read beside a walk: both are in the same order. ``lost`` hears of entries passed over."""

    def __init__(self, path: str, digest: bytes, lost: Callable[[str, Entry], None] | None = None) -> None:
        self._lost = lost
        self._lines = open(path, "rb") if path else None  # noqa: SIM115 - closed by close()
        self._records, self.day, self.turn = _records(path, digest)
        self._line = self._record = b""
        self._behind = 0
        self._next_line = self._lines.readline if self._lines is not None else bytes
        self._read_record = self._records.read if self._records is not None else _no_record
        self._next_line()
        self._next()

    def next_record(self) -> bytes:
        """Return the next record alone, empty after the last."""
        record, self._record = self._record, self._read_record(_SIZE)
        return record

    def goes_on(self, record: bytes) -> bool:
        """Say whether the next record is this one, and if so pass it; its line waits for :meth:`passed`."""
        if record != self._record:
            return False
        self._record = self._read_record(_SIZE)
        self._behind += 1
        return True

    def passed(self) -> bytes:
        """Return the lines of the records passed since the last time."""
        if not self._behind or self._lines is None:
            return b""
        lines = b"".join((self._line, *islice(self._lines, self._behind - 1)))
        self._behind = 0
        line = self._next_line()
        self._line = line if line.startswith(b"[") else b""
        return lines

    def find(self, name: bytes) -> Found | None:
        """Return the line and the record of the entry of that name; each is found once.

        What was passed must have been taken before.
        """
        line = self._line
        if line.startswith(b'["' + name + b'",') and b"\\" not in name and b'"' not in name:
            found = (line, self._record)
            self._next()
            return found
        return self._search(head_of(name), name)

    def _search(self, head: bytes, name: bytes) -> Found | None:
        while self._line:
            if self._line.startswith(head):
                found = (self._line, self._record)
                self._next()
                return found
            old, facts = entry_of(self._line)
            if sort_key(old) > order(name):
                return None
            if self._lost is not None:
                self._lost(old, facts)
            self._next()
        return None

    def end(self) -> None:
        """Pass over the rest."""
        while self._line:
            if self._lost is not None:
                self._lost(*entry_of(self._line))
            self._next()

    def close(self) -> None:
        """Close the files."""
        for file in (self._lines, self._records):
            if file is not None:
                file.close()

    def _next(self) -> None:
        line = self._next_line()
        self._line = line if line.startswith(b"[") else b""
        self._record = self._read_record(_SIZE)


def _no_record(_: int) -> bytes:
    return b""


def _records(path: str, digest: bytes) -> tuple[BinaryIO | None, int, int]:
    """Open the records of a manifest with this SHA-256, when they are its own; with the day and the turn."""
    if not path:
        return None, 0, 0
    try:
        file = open(seen_path(path), "rb")  # noqa: SIM115 - closed by the caller
    except FileNotFoundError:
        return None, 0, 0
    title = file.read(_TITLE.size)
    if len(title) == _TITLE.size:
        magic, its, day, turn = _TITLE.unpack(title)
        if magic == _MAGIC and its == digest:
            return file, day, turn
    file.close()
    return None, 0, 0


def beside(path: str, ending: str) -> str:
    """Return where a file about the manifest at ``path`` lies: in the folder that is never backed up."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.dirname(folder), "past", name.removesuffix(".jsonl") + ending)


def seen_path(path: str) -> str:
    """Return where the records of a manifest lie."""
    return beside(path, ".seen")


class Shelf:
    """The manifests that one host has of one data set; ``path`` is where the newest lies."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.new = beside(path, ".new.jsonl")
        self._mark, self._aside = beside(path, ".good"), beside(path, ".good.jsonl")
        self.digest = _digest(path)
        try:
            with open(self._mark, encoding="ascii") as file:
                self._good = bytes.fromhex(file.read().strip())
        except (FileNotFoundError, ValueError):
            self._good = b""

    def good(self) -> tuple[str, bytes]:
        """Return the path and SHA-256 of the last good manifest; nothing when there is none to trust."""
        if self._good and self.digest == self._good:
            return self.path, self._good
        if self._good and _digest(self._aside) == self._good:
            return self._aside, self._good
        return "", b""

    def take(self, digest: bytes) -> None:
        """Put the new manifest and its records in their place; one with the same bytes stays untouched."""
        if digest == self.digest:
            os.unlink(self.new)
        else:
            if self._good and self.digest == self._good:
                _move(self.path, self._aside)
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
            os.replace(self.new, self.path)
            self.digest = digest
        if os.path.exists(seen_path(self.new)):
            os.replace(seen_path(self.new), seen_path(self.path))

    def adopt(self, fetched: str) -> None:
        """Take a manifest that was brought back from a copy for the last good one; it may be the newest."""
        self._good = digest_of(fetched)
        if self._good != self.digest:
            _move(fetched, self._aside)
        self._mark_good()

    def accept(self) -> None:
        """Say that the newest manifest is good: what follows is counted against it."""
        if self._good == self.digest:
            return
        self._good = self.digest
        self._mark_good()
        for old in (self._aside, seen_path(self._aside)):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(old)

    def _mark_good(self) -> None:
        with open_private(f"{self._mark}.new") as file:
            file.write(self._good.hex().encode("ascii") + b"\n")
        os.replace(f"{self._mark}.new", self._mark)


def _digest(path: str) -> bytes:
    try:
        return digest_of(path)
    except FileNotFoundError:
        return b""


def _move(path: str, aside: str) -> None:
    os.replace(path, aside)
    with contextlib.suppress(FileNotFoundError):
        os.replace(seen_path(path), seen_path(aside))
