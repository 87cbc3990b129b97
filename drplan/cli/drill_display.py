"""A running drill on a terminal: waves, bytes, and the time left against each service's RTO."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from threading import Lock, RLock
from typing import Any, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from drplan.cli.drill_board import Board
from drplan.events import Event
from drplan.spelled import one_line

_HEADINGS = ("wave", "service", "state", "now", "RTO")
_AROUND = 6
_LOOKS = {"not back": "bold red", "not shown": "yellow", "back": "green", "at work": "bold"}


class Display:
    """Implements :class:`drplan.ports.Progress` and :class:`drplan.events.Watcher` on a terminal.

    Lines scroll above a table that stays; ``turn`` is held while somebody is asked, and takes it away.
    """

    def __init__(self, now: Callable[[], datetime], console: Console | None = None) -> None:
        self._now = now
        self._console = console or Console(file=sys.stderr, highlight=False)
        self._board = Board()
        self._guard = RLock()
        self.turn: AbstractContextManager[Any] = Turn(self)
        self._live = self._fresh()
        self._asking = False

    def __enter__(self) -> Self:
        """Begin to show."""
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the table away and leave the lines."""
        self._finish()

    def say(self, subject: str, message: str) -> None:
        """Print one line above the table; the first while somebody is asked begins below the question."""
        if self._asking:
            self._asking = False
            self._console.print()
        self._console.print(Text(f"  {subject:<24} {one_line(message)}"), soft_wrap=True)

    def note(self, event: Event) -> None:
        """Take one event into the table."""
        with self._guard:
            self._board.hear(event, self._now())
        if event.kind == "ended":
            self._finish()

    def _finish(self) -> None:
        """Take the table away, once; a last line says how far it came."""
        was_there = self._live.is_started
        self._live.stop()
        if was_there and self._board.expected:
            self._console.print(Text(self._board.summary(self._now())))

    def hide(self) -> None:
        """Take the table away: somebody is asked."""
        self._asking = True
        self._live.stop()

    def show(self) -> None:
        """Put it there again: a new one, for the old one would erase what was said meanwhile."""
        self._asking = False
        self._live = self._fresh()
        self._live.start(refresh=True)

    def _fresh(self) -> Live:
        return Live(console=self._console, get_renderable=self._drawn, refresh_per_second=2, transient=True)

    def _drawn(self) -> Group:
        with self._guard:
            now = self._now()
            shown = self._board.open_rows(now, max(self._console.height - _AROUND, 1))
            table = Table(*_HEADINGS, show_edge=False, pad_edge=False, expand=False)
            for row in shown:
                table.add_row(*(Text(cell) for cell in row), style=_LOOKS.get(row.state, ""))
            return Group(table, Text(self._board.summary(now)))


class Turn:
    """Holds a display back while somebody is asked, and everybody else who wants to ask."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._asking = Lock()

    def __enter__(self) -> None:
        """Wait for one's turn, and take the table away."""
        self._asking.acquire()
        self._display.hide()

    def __exit__(self, *_: object) -> None:
        """Put the table there again, and let the next one ask."""
        self._display.show()
        self._asking.release()
