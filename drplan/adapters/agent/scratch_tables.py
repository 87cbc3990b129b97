"""An export's tables in a scratch SQLite database, and counts asked of it.

The database is SQLite's own temporary one: in memory as far as there is room, then in a file that has no
name and goes with the connection. What is asked can only count, and only for so long.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from .content import QUESTION
from .fault import Fault
from .judge import Doubts
from .manifest import Entry

SECONDS = 30.0
"""So long a question may take."""
_STEPS = 10_000
_LONGEST = 1 << 24
_AT_ONCE = 1000
_COUNT = re.compile(
    r"\s*select\s+count\s*\(\s*(?:\*|(?:distinct\s+)?[a-z_][\w.]*)\s*\)\s+from\s+[^;]+", re.IGNORECASE
)
_MORE = re.compile(
    r"\b(?:union|intersect|except|limit|offset|group|having|window|over|values)\b", re.IGNORECASE
)
_TEXT, _QUOTED = re.compile(r"'(?:[^']|'')*'"), re.compile(r'"([^"]*)"')
"""A name in double quotes that SQLite does not know is a text to it, and so a count of nothing an answer."""
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})
_FUNCTIONS = frozenset(
    {
        *("count", "sum", "min", "max", "abs", "round", "coalesce", "ifnull", "nullif"),
        *("length", "lower", "upper", "trim", "ltrim", "rtrim", "substr", "substring", "instr", "like"),
        *("glob", "replace", "date", "time", "datetime", "julianday", "strftime", "unixepoch"),
    }
)


class ScratchTables:
    """A database of tables that hold text; filled first, then asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._names: set[str] = set()

    def take(self, table: str, columns: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
        """Make a table of these rows and count it there; ``Fault`` when it does not hold all of them."""
        self._names |= {each.lower() for each in (table, *columns)}
        named = ", ".join(f"{_quoted(each)} text" for each in columns)
        marks = ", ".join("?" * len(columns))
        counted = _Counted(rows)
        try:
            self._connection.execute(f"create table {_quoted(table)} ({named})")
            insert = f"insert into {_quoted(table)} values ({marks})"  # noqa: S608 - a name, quoted
            self._connection.executemany(insert, counted)
            select = f"select count(*) from {_quoted(table)}"  # noqa: S608 - a name, quoted
            (there,) = self._connection.execute(select).fetchone()
        except sqlite3.Error as error:
            raise Fault("source-not-whole", f"{table} makes no table: {_named(error)}") from None
        if there != counted.count:
            raise Fault("source-not-whole", f"{table} has {counted.count} rows, its table holds {there}")

    def ask(self, questions: Sequence[Mapping[str, Any]]) -> dict[str, Entry]:
        """Return the answer of each, by ``question NAME``; raises ``Fault`` for one that cannot be asked."""
        self._connection.commit()
        self._connection.execute("pragma query_only = on")
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        self._connection.set_authorizer(_authorized)
        return {f"{QUESTION}{each['name']}": self._answer(each["name"], each["query"]) for each in questions}

    def _answer(self, name: str, query: str) -> Entry:
        if not only_counts(query):
            raise Fault("request", f"question {name} does more than count the rows of a table")
        if {each.lower() for each in _QUOTED.findall(_TEXT.sub("", query))} - self._names:
            raise Fault("source-not-whole", f"question {name} has in double quotes what is no column or file")
        ends = time.monotonic() + SECONDS
        self._connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        try:
            rows = self._connection.execute(query).fetchmany(2)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise Fault("source-not-whole", f"question {name} cannot be asked: {_named(error)}") from None
        if len(rows) != 1 or len(rows[0]) != 1 or not isinstance(rows[0][0], int):
            raise Fault("request", f"question {name} does not answer with one count")
        return {"answer": rows[0][0], "asked": hashlib.sha256(query.encode()).hexdigest()[:16]}


def only_counts(query: str) -> bool:
    """Say whether a query is one ``select count(…) from …``, which tells nothing but how many there are."""
    return _COUNT.fullmatch(query) is not None and _MORE.search(query) is None


def implausible(answers: Mapping[str, Entry], questions: Sequence[Mapping[str, Any]]) -> Doubts:
    """Doubt answers that are outside of what was declared as plausible."""
    found: Doubts = []
    for each in questions:
        least, most = each.get("at_least"), each.get("at_most")
        answer = int(answers[f"{QUESTION}{each['name']}"]["answer"])
        if least is not None and answer < least:
            found.append(("implausible", f"question {each['name']}: {answer:,}, and at least {least:,} are"))
        if most is not None and answer > most:
            found.append(("implausible", f"question {each['name']}: {answer:,}, and at most {most:,} are"))
    return [(word, f"{sentence} plausible") for word, sentence in found]


@contextmanager
def scratch_tables() -> Iterator[ScratchTables]:
    """Give an empty database that goes when it is no longer needed."""
    with closing(sqlite3.connect("")) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        yield ScratchTables(connection)


class _Counted:
    def __init__(self, rows: Iterator[Sequence[str]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        for row in self._rows:
            self.count += 1
            yield row


def _authorized(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if (second or "").lower() in _FUNCTIONS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_READ and (first or "").startswith("sqlite_"):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _named(error: Exception) -> str:
    """Name an error without its message, which may hold a value: its kind is enough to find it."""
    return str(getattr(error, "sqlite_errorname", None) or type(error).__name__)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
