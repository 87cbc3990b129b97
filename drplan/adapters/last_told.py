"""Up to where everybody was told of changed configurations, in one file of the state folder."""

from __future__ import annotations

import json
from pathlib import Path

from drplan.adapters.whole_file import replace_whole
from drplan.errors import UsageError

SCHEMA = "drplan/configurations-told/1"


class LastToldFile:
    """Implements the memory of :mod:`drplan.act.configuration_news`.

    A file that is not there or cannot be read is as if nobody had been told anything.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def last(self, name: str) -> str:
        """Return the commit up to which somebody was told; empty for none."""
        return self._read().get(name, "")

    def remember(self, name: str, commit: str) -> None:
        """Keep it beside what the others were told; raises ``UsageError`` when the file cannot be written."""
        content = {"schema": SCHEMA, "told": {**self._read(), name: commit}}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(self._path, (json.dumps(content, indent=1) + "\n").encode(), mode=0o600)
        except OSError as error:
            raise UsageError(
                f"what {name} was told is not remembered, so it will be told again: {error.strerror}",
                next_step=f"see that {self._path} can be written",
            ) from error

    def _read(self) -> dict[str, str]:
        try:
            kept = json.loads(self._path.read_bytes())["told"]
            return {str(name): str(commit) for name, commit in kept.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}
