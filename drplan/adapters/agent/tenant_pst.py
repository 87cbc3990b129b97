"""Mailboxes as Outlook data files (``.pst``): the header, its sum and the size that it gives, and no more.

[MS-PST] 2.2.2.6: the magic, a CRC over the 471 bytes that follow it, and in the root ``ibFileEof``.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from typing import Any

from .content import Content, in_words, stale
from .fault import Fault
from .unsound import Unsound

_DAYS = 35.0
_MAGIC, _CLIENT = b"!BDN", b"SM"
_HEADER = 564
_CRC, _SUMMED = slice(4, 8), slice(8, 479)
_VERSION = slice(10, 12)
_UNICODE = 23
_SIZES = {False: slice(168, 172), True: slice(184, 192)}
"""Where the size stands, in files of before Unicode (Outlook 2002) and after."""
_NOTE = "of Outlook's data files only header and size were looked at: no message in them was read"


def read(folder: str, source: Mapping[str, Any]) -> Content:
    """Look at the header of every file below the folder; ``Fault`` when there is none."""
    found = (os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)
    files = sorted(path for path in found if path.lower().endswith(".pst"))
    if not files:
        raise Fault("source-empty", f"{folder} holds no Outlook data file (.pst)")
    troubles: list[str] = []
    for path in files:
        try:
            _look(path)
        except Unsound as wrong:
            troubles.append(f"{os.path.relpath(path, folder)} {wrong}")
    newest = max(os.stat(path).st_mtime for path in files)
    doubts = [*in_words("files", troubles), *stale(newest, source, _DAYS)]
    return Content({"mailboxes": {"count": len(files)}}, doubts, newest, ("mailboxes",), (_NOTE,))


def _look(path: str) -> None:
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
            header, size = file.read(_HEADER), os.fstat(file.fileno()).st_size
    except OSError as error:
        raise Unsound(f"cannot be read ({type(error).__name__})") from None
    if len(header) < _HEADER or header[:4] != _MAGIC or header[8:10] != _CLIENT:
        raise Unsound("is no Outlook data file")
    if int.from_bytes(header[_CRC], "little") != crc(header[_SUMMED]):
        raise Unsound("has a damaged header")
    version = int.from_bytes(header[_VERSION], "little")
    told = int.from_bytes(header[_SIZES[version >= _UNICODE]], "little")
    if told != size:
        raise Unsound(f"is {size:,} bytes long, and its header says {told:,}")


def crc(content: bytes) -> int:
    """Return the sum as [MS-PST] 5.3 has it: CRC-32 begun with zero and not inverted."""
    return zlib.crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF
