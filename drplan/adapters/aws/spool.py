"""What is to be brought back, kept on disk while it is: a bucket has more keys than memory has room."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import NamedTuple, Self

from drplan.errors import SourceError
from drplan.plan.cloud.version import Version

_AT_ONCE = 500
_TABLES = """
    PRAGMA cache_size = -2000;
    CREATE TABLE pick (key TEXT PRIMARY KEY, version TEXT, size INT, etag TEXT, latest INT, state TEXT,
        name TEXT) WITHOUT ROWID;
    CREATE TABLE taken (name TEXT PRIMARY KEY, folder INT) WITHOUT ROWID;
"""


class Pick(NamedTuple):
    """One version to bring back; ``size`` in bytes, ``etag`` as listed, with its quotes."""

    key: str
    version: str
    size: int
    etag: str


class Spool:
    """Picks by key, in a database without a name that SQLite removes; about 2 MB of it are in memory."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(_TABLES)
        self._base.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._base.close()

    def add(self, version: Version) -> None:
        """Keep one; raises ``SourceError`` for a key that came before: its listing is not by key."""
        row = (version.key, version.version, version.size, version.etag, version.latest)
        try:
            self._base.execute("INSERT INTO pick VALUES (?, ?, ?, ?, ?, '', '')", row)
        except sqlite3.IntegrityError as error:
            raise SourceError(
                f"{version.key!r} is listed in two places: this server does not list by key",
                next_step="report it to whoever runs the server: S3 lists the versions of a key together",
            ) from error

    def picks(self, state: str = "") -> Iterator[Pick]:
        """Yield all in that state, by key; states may be set meanwhile."""
        return (pick for pick, _ in self.named(state))

    def named(self, state: str = "there") -> Iterator[tuple[Pick, str]]:
        """Do as :meth:`picks`, with the names of the files they lie in."""
        last = ""
        want = "SELECT * FROM pick WHERE state = ? AND key > ? ORDER BY key LIMIT ?"
        while rows := self._base.execute(want, (state, last, _AT_ONCE)).fetchall():
            yield from ((Pick(*row[:4]), row[6]) for row in rows)
            last = rows[-1][0]

    def find(self, key: str) -> tuple[Pick, str] | None:
        """Return a key's pick and state."""
        want = "SELECT key, version, size, etag, state FROM pick WHERE key = ?"
        row = self._base.execute(want, (key,)).fetchone()
        return (Pick(*row[:4]), row[4]) if row else None

    def mark(self, key: str, state: str, name: str = "") -> None:
        """Set a key's state, and the name of the file it lies in."""
        self._base.execute("UPDATE pick SET state = ?, name = ? WHERE key = ?", (state, name, key))

    def sample(self, number: int, most: int) -> list[Pick]:
        """Return up to ``number`` picks of at most ``most`` bytes, spread over the keys."""
        (held,) = self._base.execute("SELECT count(*) FROM pick WHERE size <= ?", (most,)).fetchone()
        places = sorted({held * each // number for each in range(number)}) if held else []
        want = "SELECT key, version, size, etag FROM pick WHERE size <= ? ORDER BY key LIMIT 1 OFFSET ?"
        return [Pick(*self._base.execute(want, (most, place)).fetchone()) for place in places]

    def take(self, folders: Iterable[str], name: str) -> bool:
        """Take a file's name and its folders'; false, and nothing taken, when one is taken otherwise."""
        above = list(folders)
        held = [self._taken(each) for each in above]
        if any(folder == 0 for folder in held) or self._taken(name) is not None:
            return False
        fresh = [(each, 1) for each, folder in zip(above, held, strict=True) if folder is None]
        self._base.executemany("INSERT INTO taken VALUES (?, ?)", [*fresh, (name, 0)])
        return True

    def _taken(self, name: str) -> int | None:
        row = self._base.execute("SELECT folder FROM taken WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None
