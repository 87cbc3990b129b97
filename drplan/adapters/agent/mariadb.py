"""MariaDB databases: dumped in one transaction, loaded again, dumped again for comparison.

The truth is counted in the dump itself: a second connection could see the same moment only under FLUSH TABLES
WITH READ LOCK, which stops every writer of the server. The dump is one transaction for InnoDB tables; a table
of another engine is refused, because it could change while it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import snapshot_read, streams
from .fault import Fault
from .manifest import Entry
from .mariadb_dump import Counted
from .programs import load, output, read

_DUMP = (
    "mariadb-dump",
    "--single-transaction",
    "--quick",
    "--hex-blob",
    "--routines",
    "--triggers",
    "--events",
    "--default-character-set=utf8mb4",
)
_ASK = ("mariadb", "--default-character-set=utf8mb4", "-BNe")
_LOAD = ("mariadb", "--default-character-set=utf8mb4", "--binary-mode", "--local-infile=0")
r"""The client runs as root: a dump may hold ``\!`` and ``source``, which ``--binary-mode`` leaves unread, and
must not have it read files of this host."""
_NAMES = "select table_name from information_schema.tables where table_schema = '{}'"
_TABLES = """select table_name, coalesce(engine, '') from information_schema.tables
 where table_schema = '{}' and table_type = 'BASE TABLE' order by 1"""


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Dump ``database``; its tables and rows are counted in the bytes that are kept."""
    database = request["source"]["database"]
    before = _tables(database)
    counted = Counted()

    def truth() -> dict[str, Entry]:
        entries = counted.entries()
        missed = {*before, *_tables(database)} - counted.tables
        if missed:
            raise Fault("source-not-whole", f"the dump of {database} lacks {len(missed)} tables")
        _refuse_claimed(database, counted, before)
        return entries

    pieces = counted.watching(output((*_DUMP, database)))
    return streams.keep(request, streams.Stream(f"{database}.sql", pieces, truth))


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Load the dump into the (empty) database, dump that, and count what it holds."""
    database = request["source"]["database"]
    kept = snapshot_read.look_into(request)
    size = streams.recover(request, lambda pieces: load(pieces, (*_LOAD, database)), kept, proven_first=True)
    counted = Counted()
    for _ in counted.watching(output((*_DUMP, database))):
        pass
    _refuse_claimed(database, counted, ())
    return {"expected": kept.entries, "found": counted.entries(), "size": size, "notes": kept.notes}


def _refuse_claimed(database: str, counted: Counted, before: Iterable[str]) -> None:
    """Raise ``Fault`` for tables that a dump tells of and the server does not: a program can look so."""
    there = read((*_ASK[:-1], "-rBNe", _NAMES.format(database))).splitlines()
    claimed = counted.tables - {*there, *before}
    if claimed:
        raise Fault("source", f"the dump of {database} tells of {len(claimed)} tables that are not there")


def _tables(database: str) -> list[str]:
    lines = [line.split("\t") for line in read((*_ASK, _TABLES.format(database))).splitlines()]
    if not lines:
        raise Fault("source-empty", f"database {database} has no table, or is not there")
    others = [name for name, engine in lines if engine != "InnoDB"]
    if others:
        raise Fault(
            "source",
            f"{len(others)} tables of {database} are not InnoDB and can change while they are read,"
            f" such as {others[0]}",
        )
    return [name for name, _ in lines]
