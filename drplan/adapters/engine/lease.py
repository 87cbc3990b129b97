"""One runner a drill. A lease ends with its holder: a file lock here, an advisory lock in PostgreSQL."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from drplan.adapters.engine.place import Place, connect
from drplan.adapters.engine.shifts import Shift
from drplan.errors import UsageError

_TABLE = (
    "CREATE TABLE IF NOT EXISTS drplan_shift (drill TEXT NOT NULL, runner TEXT NOT NULL,"
    " began TEXT NOT NULL, seen TEXT NOT NULL, PRIMARY KEY (drill, began))"
)


class Leases(Protocol):
    """Who may work on which drill, and the shifts of those who did."""

    def take(self, drill: str) -> None:
        """Take the lease and begin a shift; raises ``UsageError`` while another runner has it."""
        ...

    def beat(self) -> None:
        """Give a sign of life; raises anything at all when the lease is, or may be, lost."""
        ...

    def held(self, drill: str) -> bool:
        """Say whether a runner has the lease."""
        ...

    def shifts(self, drill: str) -> Sequence[Shift]:
        """Return the shifts of a drill, in order."""
        ...

    def free_of_hung(self, drill: str) -> str | None:
        """Take the lease from a runner that holds it and gives no sign of life; says what was done."""
        ...

    def forget(self, drill: str) -> None:
        """Drop the shifts of a drill in which nothing was done."""
        ...

    def close(self) -> None:
        """Give the lease back."""
        ...


def runner_name() -> str:
    """Return the name of this process among all machines'."""
    return f"{socket.gethostname()}:{os.getpid()}"


def being_worked_on(drill: str, runner: str) -> UsageError:
    """Return the error for a drill that has a runner."""
    return UsageError(
        f"{runner or 'another runner'} is at work on drill {drill}",
        next_step=f"let it end; see how far it is: drplan drill show {drill}",
    )


class FileLeases:
    """Implements :class:`Leases` on one machine: flock(2) beside the SQLite journal."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._handle: int | None = None
        self._mine: tuple[str, str] | None = None

    def take(self, drill: str) -> None:
        """Take the lease and begin a shift; raises ``UsageError`` while another runner has it."""
        self._place.make()
        handle = os.open(self._lock(drill), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        if not _locked(handle):
            os.close(handle)
            last = self.shifts(drill)
            raise being_worked_on(drill, last[-1].runner if last else "")
        self._handle = handle
        now = datetime.now(UTC).isoformat()
        with closing(connect(self._place.file)) as journal:
            journal.execute(_TABLE)
            journal.execute("INSERT INTO drplan_shift VALUES (?, ?, ?, ?)", (drill, runner_name(), now, now))
        self._mine = (drill, now)

    def beat(self) -> None:
        """Give a sign of life, if the disk takes it: the lock itself ends with this process only."""
        with contextlib.suppress(sqlite3.Error), closing(connect(self._place.file)) as journal:
            journal.execute(
                "UPDATE drplan_shift SET seen = ? WHERE (drill, began) = (?, ?)",
                (datetime.now(UTC).isoformat(), *(self._mine or ("", ""))),
            )

    def held(self, drill: str) -> bool:
        """Say whether a runner has the lease."""
        try:
            handle = os.open(self._lock(drill), os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def shifts(self, drill: str) -> Sequence[Shift]:
        """Return the shifts of a drill, in order."""
        if not self._place.exists():
            return ()
        with closing(connect(self._place.file)) as journal:
            journal.execute(_TABLE)
            asked = "SELECT drill, runner, began, seen FROM drplan_shift WHERE drill = ? ORDER BY began"
            rows = journal.execute(asked, (drill,)).fetchall()
        return [shift(*row) for row in rows]

    def free_of_hung(self, drill: str) -> str | None:  # noqa: ARG002
        """Do nothing: on one machine a person, or the worker that started it, ends a hung runner."""
        return None

    def forget(self, drill: str) -> None:
        """Drop the shifts of a drill in which nothing was done."""
        with closing(connect(self._place.file)) as journal:
            journal.execute("DELETE FROM drplan_shift WHERE drill = ?", (drill,))

    def close(self) -> None:
        """Give the lease back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _lock(self, drill: str) -> Path:
        return self._place.folder / f"{drill}.lock"


def _locked(handle: int) -> bool:
    """Try for a moment: who only looks whether a drill has a runner holds its lock just so long."""
    for _ in range(10):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False


def shift(drill: str, runner: str, began: str, seen: str) -> Shift:
    """Read one row of a table of shifts."""
    return Shift(drill, runner, datetime.fromisoformat(began), datetime.fromisoformat(seen))
