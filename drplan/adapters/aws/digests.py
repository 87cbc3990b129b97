"""The sums of bytes that pass by: SHA-256 for the index, and the ETag that S3 would give them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from drplan.adapters.aws.objects import CHUNK


class Digests:
    """Takes bytes; ``part`` is the length of an upload's parts in bytes, 0 when it had none."""

    def __init__(self, part: int) -> None:
        self._part, self._filled, self.size = part, 0, 0
        self._whole = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._parts: list[bytes] = []

    def update(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.size += len(chunk)
        self._whole.update(chunk)
        while self._part and self._filled + len(chunk) >= self._part:
            room = self._part - self._filled
            self._md5.update(chunk[:room])
            self._turn()
            chunk = chunk[room:]
        self._md5.update(chunk)
        self._filled += len(chunk)

    def sha256(self) -> str:
        """Return the SHA-256 of all bytes, in hexadecimal."""
        return self._whole.hexdigest()

    def etag(self) -> str:
        """Return the ETag with its quotes: the MD5, or that of the parts' MD5s and their number."""
        if not self._part:
            return f'"{self._md5.hexdigest()}"'
        parts = [*self._parts, *([self._md5.digest()] if self._filled else [])]
        return f'"{hashlib.md5(b"".join(parts), usedforsecurity=False).hexdigest()}-{len(parts)}"'

    def _turn(self) -> None:
        self._parts.append(self._md5.digest())
        self._md5, self._filled = hashlib.md5(usedforsecurity=False), 0


def digests_of(path: Path, part: int) -> Digests:
    """Read a file whole."""
    sums = Digests(part)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sums.update(chunk)
    return sums
