"""What everybody was told of the backups, in one file of the state folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from drplan.adapters.whole_file import replace_whole
from drplan.errors import UsageError
from drplan.measure.changes import Standing

SCHEMA = "drplan/status-told/1"
_PRIVATE = 0o600
_STANDING = TypeAdapter(Standing)

Told = Mapping[tuple[str, str], Standing]


class ToldFile:
    """Implements the memory of :mod:`drplan.act.backup_status`.

    A file that is not there or cannot be read is as if nobody had been told anything: then everything that
    falls short is told once more, which is better than never.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def told(self, name: str) -> Told:
        """Return what somebody was told, by data set and copy."""
        try:
            return {
                (data_set, copy): _STANDING.validate_python(kept)
                for data_set, copies in self._read().get(name, {}).items()
                for copy, kept in copies.items()
            }
        except (AttributeError, ValidationError):
            return {}

    def remember(self, name: str, told: Told) -> None:
        """Keep it beside what the others were told; raises ``UsageError`` when the file cannot be written."""
        kept: dict[str, dict[str, object]] = {}
        for (data_set, copy), each in sorted(told.items()):
            kept.setdefault(data_set, {})[copy] = asdict(each)
        content = {"schema": SCHEMA, "told": {**self._read(), name: kept}}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(self._path, (json.dumps(content, indent=1) + "\n").encode(), mode=_PRIVATE)
        except OSError as error:
            raise UsageError(
                f"what {name} was told is not remembered, so it will be told again: {error.strerror}",
                next_step=f"see that {self._path} can be written",
            ) from error

    def _read(self) -> dict[str, dict[str, dict[str, object]]]:
        try:
            kept = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        known = isinstance(kept, dict) and kept.get("schema") == SCHEMA and isinstance(kept.get("told"), dict)
        return kept["told"] if known else {}
