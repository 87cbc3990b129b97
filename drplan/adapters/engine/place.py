"""Where the journal of drills lies: a SQLite file in the state folder, or PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from drplan.errors import UsageError

VARIABLE = "DRPLAN_ENGINE_URL"
_POSTGRES = ("postgresql://", "postgres://")


@dataclass(frozen=True)
class Place:
    """``folder`` holds the SQLite journal and the locks; ``url`` leads to PostgreSQL instead, a secret."""

    folder: Path
    url: str | None = field(default=None, repr=False)

    @property
    def file(self) -> Path:
        """The journal's file, when it is one."""
        return self.folder / "journal.sqlite"

    def database_url(self) -> str:
        """Return the URL that DBOS connects to; may hold a password."""
        return self.url or f"sqlite:///{self.file}"

    def exists(self) -> bool:
        """Say whether a journal can be there: a SQLite file that is not there holds no drill."""
        return self.url is not None or self.file.exists()

    @contextmanager
    def own_scratch(self, drill: str) -> Iterator[None]:
        """Give this process, the drill's only runner, a folder for what it makes on the way.

        What a killed runner of the same drill left there is gone first, and all of it at the end.
        """
        own = self.folder / f"{drill}.tmp"
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(mode=0o700, parents=True)
        os.environ["TMPDIR"] = tempfile.tempdir = str(own)
        try:
            yield
        finally:
            del os.environ["TMPDIR"]
            tempfile.tempdir = None
            shutil.rmtree(own, ignore_errors=True)

    def make(self) -> None:
        """Make the folder, and in it the SQLite journal, for its owner's eyes, with a write-ahead log."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.url is not None:
            return
        # SQLite gives its log files the mode of the journal.
        self.file.touch(mode=0o600)
        with closing(connect(self.file)) as opened:
            opened.execute("PRAGMA journal_mode=WAL")


def connect(file: Path) -> sqlite3.Connection:
    """Open the SQLite journal beside DBOS: each statement is a transaction, and waits its turn."""
    return sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)


def find_place(state: Path) -> Place:
    """Return where this machine's drills are kept, by ``DRPLAN_ENGINE_URL`` when it is set.

    Raises ``UsageError`` for a URL that is none of PostgreSQL's, without showing it.
    """
    url = os.environ.get(VARIABLE) or None
    if url is not None and not url.startswith(_POSTGRES):
        raise UsageError(
            f"{VARIABLE} does not begin with {_POSTGRES[0]}",
            next_step=f"set it to {_POSTGRES[0]}USER@HOST/DATABASE, or unset it to keep drills here",
        )
    return Place(state / "engine", url)
