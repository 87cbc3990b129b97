"""PostgreSQL databases: dumped and counted in one transaction, loaded again, counted again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from . import snapshot_read, streams
from .fault import Fault
from .manifest import Entry
from .postgres_session import USER, Session, session
from .programs import load, output, read, through

_TABLES = """select format('%I.%I', schemaname, tablename) from pg_tables
 where schemaname not in ('pg_catalog', 'information_schema') order by 1;"""
_SEQUENCES = """select format('%I.%I', schemaname, sequencename), coalesce(last_value, -1)
 from pg_sequences order by 1;"""
_BROKEN = r"""select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace
 where relkind in ('r', 'p', 'S') and (nspname ~ E'[\n\r\t]' or relname ~ E'[\n\r\t]');"""
"""An answer is a line a name, and what follows a line break would be read as words for psql itself."""
_ROW = "textin(record_out(t.*))"
"""A whole row as text, by PostgreSQL's own functions: ``t::text`` would call, as superuser, a cast that a
table's owner made, and be one column alone where a column is called t."""
_READ_ONLY = "begin isolation level repeatable read read only;"
_DUMP = ("pg_dump", "-Fc", "-Z0")
"""Uncompressed: restic compresses, and finds again what stayed as it was."""
_PROOF = ("pg_restore", "-f", "/dev/null")
_LOAD = ("pg_restore", "--exit-on-error", "--clean", "--if-exists", "-d")


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Dump ``database`` and count its tables in the same transaction; keep both in each copy.

    That the dump is whole is shown by ``pg_restore``, which reads all of it on the way.
    """
    database = request["source"]["database"]
    with session(database) as held:
        (snapshot,) = held.ask(f"{_READ_ONLY} select pg_export_snapshot();")
        if not held.ask(_TABLES):
            raise Fault("source-empty", f"database {database} has no table")
        dump = output((*_DUMP, f"--snapshot={snapshot}", database), user=USER)
        truth = streams.Stream(
            f"{database}.pgdump",
            through(dump, _PROOF),
            lambda: count(held, database, f"--snapshot={snapshot}"),
        )
        return streams.keep(request, truth)


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Load the dump into the (empty) database and count what it then holds."""
    database = request["source"]["database"]
    kept = snapshot_read.look_into(request)
    size = streams.recover(
        request,
        lambda pieces: load(pieces, (*_LOAD, database), user=USER),
        kept,
        proven_first=True,
    )
    with session(database) as held:
        held.ask(_READ_ONLY)
        found = count(held, database)
    return {"expected": kept.entries, "found": found, "size": size, "notes": kept.notes}


def count(held: Session, database: str, *dump_options: str) -> dict[str, Entry]:
    """Return ``schema`` (a hash), and rows and checksum of every table, and every sequence's last value."""
    schema = read(("pg_dump", "--schema-only", *dump_options, database), user=USER)
    if (broken := held.ask(_BROKEN)) != ["0"]:
        raise Fault("source", f"{broken[0]} tables of {database} have a line break or a tab in their names")
    entries: dict[str, Entry] = {"schema": {"sha256": schema_digest(schema)}}
    for table in held.ask(_TABLES):
        (row,) = held.ask(
            f"select count(*), coalesce(sum(hashtextextended({_ROW}, 0)::numeric), 0) from {table} t;"  # noqa: S608 - quoted by format('%I')
        )
        rows, checksum = row.split("\t")
        entries[f"table {table}"] = {"rows": int(rows), "checksum": checksum}
    for line in held.ask(_SEQUENCES):
        name, value = line.split("\t")
        entries[f"sequence {name}"] = {"last_value": int(value)}
    return entries


def schema_digest(dump: str) -> str:
    r"""Hash a plain schema dump without what changes from run to run.

    Comments carry versions; ``\restrict`` (PostgreSQL 15.14 and later) carries a random word.
    """
    kept = [
        line
        for line in dump.splitlines()
        if line and not line.startswith(("--", "\\restrict", "\\unrestrict"))
    ]
    return hashlib.sha256("\n".join(kept).encode()).hexdigest()
