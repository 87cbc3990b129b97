"""Keeping what was made, for as long as what it was made from is the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class KeepsPages(Protocol):
    """Pages by a hash of all that they are made from. Losing one costs time and nothing else."""

    def get(self, key: str) -> bytes | None:
        """Return a page, or ``None`` when it is not kept, or not whole."""

    def put(self, key: str, content: bytes) -> None:
        """Keep a page. A folder that cannot be written is no fault: the page is made again next time."""

    def keep_only(self, keys: Iterable[str]) -> None:
        """Drop every other page."""
