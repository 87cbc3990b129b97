"""A journal that outlives a run without an engine."""

import json
import threading
from collections.abc import Callable
from typing import Any


class InMemory:
    """Implements :class:`drplan.ports.Journal` over JSON texts that outlive a run that was broken off."""

    def __init__(self, kept: dict[tuple[str, str], str]) -> None:
        self._kept = kept
        self._guard = threading.Lock()

    def once(self, subject: str, action: str, do: Callable[[], Any]) -> Any:
        """Return what is kept; otherwise do it and keep what it returns."""
        with self._guard:
            kept = self._kept.get((subject, action))
        if kept is None:
            kept = json.dumps(do())
            with self._guard:
                self._kept[subject, action] = kept
        return json.loads(kept)
