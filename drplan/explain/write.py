"""Putting pages on disk: each one whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

UNFINISHED = ".page-"
"""How the names begin of files that were being written."""

_READABLE = 0o644


def write_pages(folder: Path, wanted: Mapping[str, bytes]) -> list[str]:
    """Write the pages that differ from what lies there; returns their relative paths, sorted."""
    written = []
    for name, content in sorted(wanted.items()):
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            _replace(path, content)
            written.append(name)
    return written


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(_READABLE)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def remove_pages(folder: Path, unwanted: Iterable[Path]) -> list[str]:
    """Remove pages, and the folders this leaves empty; returns their paths relative to ``folder``."""
    removed = []
    for path in unwanted:
        path.unlink()
        removed.append(str(path.relative_to(folder)))
        _remove_empty(path.parent, folder)
    return removed


def _remove_empty(inner: Path, folder: Path) -> None:
    while inner != folder and not any(inner.iterdir()):
        inner.rmdir()
        inner = inner.parent
