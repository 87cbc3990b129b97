"""An exercise's journal: one file, one JSON object a line, each on the disk before the next is asked for.

::

    STATE/exercises/ID.jsonl     mode 0600; the first line says what is held, as declared on that day
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from drplan.errors import UsageError


class JournalFile:
    """Implements :class:`drplan.act.tabletop.Journal`. A last line that a stop cut in half was never kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept = _read(path)

    def remove(self) -> None:
        """Take it away: what it held is signed."""
        self.path.unlink(missing_ok=True)

    def entries(self) -> Sequence[Mapping[str, Any]]:
        """Return what was kept, first to last."""
        return self._kept

    def add(self, entry: Mapping[str, Any]) -> None:
        """Keep one more; it is on the disk when this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, json.dumps(entry, ensure_ascii=False).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
        self._kept.append(entry)


class JournalInMemory:
    """Implements :class:`drplan.act.tabletop.Journal` for answers that already lie in a file."""

    path: Path | None = None

    def __init__(self) -> None:
        self._kept: list[Mapping[str, Any]] = []

    def entries(self) -> Sequence[Mapping[str, Any]]:
        """Return what was kept, first to last."""
        return self._kept

    def add(self, entry: Mapping[str, Any]) -> None:
        """Keep one more, as long as this process lives."""
        self._kept.append(entry)

    def remove(self) -> None:
        """Do nothing: there is no file."""


def journals(folder: Path) -> list[JournalFile]:
    """Return the journals in a folder that were begun, oldest first by their names."""
    found = [JournalFile(path) for path in sorted(folder.glob("*.jsonl"))]
    return [each for each in found if each.entries()]


def _read(path: Path) -> list[Mapping[str, Any]]:
    """Read a journal, and cut off what a stop left of a last line; raises ``UsageError`` for another file."""
    if not path.exists():
        return []
    *whole, torn = path.read_bytes().split(b"\n")
    if torn:
        os.truncate(path, path.stat().st_size - len(torn))
    try:
        kept = [json.loads(line) for line in whole]
        if not all(isinstance(each, dict) for each in kept):
            raise TypeError("an entry is none")
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{path} is no journal of an exercise", next_step="move it away, or bring it back whole"
        ) from error
