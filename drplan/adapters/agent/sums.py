"""Counting things whose order does not matter: rows of a table, entries of a directory."""

from __future__ import annotations

import hashlib

_BYTES = 16
_ALL = 1 << (8 * _BYTES)


class Sum:
    """``count`` things, and the sum of their hashes (BLAKE2b of 16 bytes each), whatever their order."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, thing: bytes) -> None:
        """Count one more."""
        self.count += 1
        self._sum += int.from_bytes(hashlib.blake2b(thing, digest_size=_BYTES).digest(), "big")

    @property
    def checksum(self) -> str:
        """Return the sum in hexadecimal digits."""
        return f"{self._sum % _ALL:0{2 * _BYTES}x}"
