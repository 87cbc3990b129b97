"""Pages that were made before, in a folder: each beside its own hash, so that a torn one is never taken."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{64}")
_HASH = 32


class PageCache:
    """The pages below ``folder``, which is made when the first one is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Return a page, or ``None`` when it is not there or not whole."""
        try:
            lies = self._path(key).read_bytes()
        except OSError:
            return None
        content = lies[_HASH:]
        return content if lies[:_HASH] == hashlib.sha256(content).digest() else None

    def put(self, key: str, content: bytes) -> None:
        """Keep a page; where nothing can be written it is not kept."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".page-")
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            Path(beside).replace(path)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Drop every other page, and what a writer that died left behind."""
        wanted = {self._path(key) for key in keys}
        for path in self._folder.glob("*/*"):
            if path not in wanted:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"no key of a page: {key!r}")
        return self._folder / key[:2] / key
