"""A tar from somebody else, entry by entry: POSIX ustar with pax headers, and GNU's long names.

:mod:`tarfile` takes a damaged header in the middle for the end of the archive. Here every header's sum must
be right and the end must be there, with nothing but zeros after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .unsound import Unsound

_BLOCK = 512
_AT_ONCE = 1 << 16
_LONGEST = 1 << 20
_SUM = slice(148, 156)
_FILES, _FOLDER = (b"0", b"\0", b"7"), b"5"
_PAX, _PAX_FOR_ALL, _GNU_NAME = b"x", b"g", b"L"

Read = Callable[[int], bytes]


@dataclass
class Entry:
    """One entry; ``read`` gives up to so many bytes of what it holds, and nothing when all was read."""

    name: str
    kind: str
    size: int
    read: Read


def tar_entries(read: Read) -> Iterator[Entry]:
    """Yield files and folders; what is not read of one is read away. Raises ``Unsound``."""
    told: dict[str, str] = {}
    while True:
        block = _exactly(read, _BLOCK)
        if not any(block):
            _only_zeros(read)
            return
        kind, size = block[156:157], _size(block)
        if kind in (_PAX, _PAX_FOR_ALL, _GNU_NAME):
            told |= _told(kind, _content(read, size))
            continue
        size = int(told.get("size", size))
        yield from _entry(kind, told.get("path") or _name(block), size, read)
        told = {}


def _entry(kind: bytes, name: str, size: int, read: Read) -> Iterator[Entry]:
    if kind == _FOLDER:
        yield Entry(name, "folder", 0, lambda _: b"")
        return
    if kind not in _FILES:
        raise Unsound("holds what is neither a file nor a folder: refused")
    window = _Window(read, size)
    yield Entry(name, "file", size, window.read)
    while window.read(_AT_ONCE):
        pass
    _exactly(read, -size % _BLOCK)


class _Window:
    """The content of one entry."""

    def __init__(self, read: Read, size: int) -> None:
        self._read, self._left = read, size

    def read(self, most: int) -> bytes:
        if not self._left:
            return b""
        piece = self._read(min(most, self._left))
        if not piece:
            raise Unsound("breaks off in the middle of a file")
        self._left -= len(piece)
        return piece


def _exactly(read: Read, size: int) -> bytes:
    held = b""
    while len(held) < size:
        piece = read(size - len(held))
        if not piece:
            raise Unsound("breaks off: its end is not there")
        held += piece
    return held


def _only_zeros(read: Read) -> None:
    while piece := read(_AT_ONCE):
        if any(piece):
            raise Unsound("goes on after its end")


def _content(read: Read, size: int) -> bytes:
    if size > _LONGEST:
        raise Unsound("has a header that is too long: refused")
    return _exactly(read, size + -size % _BLOCK)[:size]


def _told(kind: bytes, content: bytes) -> dict[str, str]:
    """Return ``path`` and ``size`` where an extended header tells them."""
    if kind == _GNU_NAME:
        return {"path": content.rstrip(b"\0").decode(errors="surrogateescape")}
    found: dict[str, str] = {}
    while content:
        length, _, rest = content.partition(b" ")
        if not length.isdigit() or not 0 < int(length) <= len(content):
            raise Unsound("has a damaged header")
        record = rest[: int(length) - len(length) - 1]
        key, _, value = record.rstrip(b"\n").partition(b"=")
        found[key.decode(errors="surrogateescape")] = value.decode(errors="surrogateescape")
        content = content[int(length) :]
    wanted = {key: value for key, value in found.items() if key in ("path", "size")}
    if not wanted.get("size", "0").isdigit():
        raise Unsound("has a damaged header")
    return wanted if kind == _PAX else {}


def _size(block: bytes) -> int:
    """Return an entry's size; raises ``Unsound`` for a header whose sum is wrong."""
    said = _number(block[_SUM])
    if said != sum(block[: _SUM.start]) + 8 * 0x20 + sum(block[_SUM.stop :]):
        raise Unsound("has a damaged header")
    return _number(block[124:136])


def _number(field: bytes) -> int:
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    digits = field.strip(b" \0")
    try:
        return int(digits or b"0", 8)
    except ValueError:
        raise Unsound("has a damaged header") from None


def _name(block: bytes) -> str:
    named = block[:100].split(b"\0", 1)[0]
    before = block[345:500].split(b"\0", 1)[0] if block[257:262] == b"ustar" else b""
    return b"/".join(filter(None, (before, named))).decode(errors="surrogateescape")
