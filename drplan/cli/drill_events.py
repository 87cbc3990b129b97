"""``--events``: what happens, while it happens, one JSON object a line, in a form that stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from threading import Lock
from typing import TextIO

from drplan.events import Event

SCHEMA = "drplan/events/1"


def event_line(event: Event, heard: datetime) -> str:
    """Return an event's line; ``heard`` is its moment where it has none. What does not apply is left out."""
    at = (event.at or heard).isoformat(timespec="milliseconds")
    said = {name: value for name, value in asdict(event).items() if value not in (None, "", ())}
    kind = said.pop("kind")
    because = {"because": list(event.because)} if event.because else {}
    return json.dumps({"schema": SCHEMA, "event": kind, **said, "at": at, **because}, ensure_ascii=False)


class EventLines:
    """Implements :class:`drplan.events.Watcher`: writes lines as they come, from any thread."""

    def __init__(self, stream: TextIO, now: Callable[[], datetime]) -> None:
        self._stream = stream
        self._now = now
        self._turn = Lock()

    def note(self, event: Event) -> None:
        """Write one line, seen at once by whoever reads along."""
        with self._turn:
            self._stream.write(event_line(event, self._now()) + "\n")
            self._stream.flush()
