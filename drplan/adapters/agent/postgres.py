"""PostgreSQL databases: dumped and counted in one transaction, loaded again, counted again."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from . import restic, snapshots
from .fault import Fault
from .manifest import Entry, describe
from .manifest_seal import HOST_KEY

_AS_POSTGRES = ("runuser", "-u", "postgres", "--")
_DONE = "drplan-answer-ends"
_TABLES = """select format('%I.%I', schemaname, tablename) from pg_tables
 where schemaname not in ('pg_catalog', 'information_schema') order by 1;"""
_SEQUENCES = """select format('%I.%I', schemaname, sequencename), coalesce(last_value, -1)
 from pg_sequences order by 1;"""


class Session:
    """One psql process held open, so that several questions see one transaction."""

    def __init__(self, database: str) -> None:
        self._process = subprocess.Popen(
            (*_AS_POSTGRES, "psql", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
        )

    def ask(self, sql: str) -> list[str]:
        """Send statements and return their rows as lines; a dead session raises ``Fault``."""
        if self._process.stdin is None or self._process.stdout is None:
            raise Fault("source", "psql has no pipes")
        try:
            self._process.stdin.write(f"{sql}\n\\echo {_DONE}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        rows: list[str] = []
        for line in self._process.stdout:
            if line.rstrip("\n") == _DONE:
                return rows
            rows.append(line.rstrip("\n"))
        raise Fault("source", f"PostgreSQL refused: {' '.join(rows[-2:]) or 'psql ended'}")

    def close(self) -> None:
        """End the session and its transaction."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def session(database: str) -> Iterator[Session]:
    """Open a session and close it whatever happens."""
    opened = Session(database)
    try:
        yield opened
    finally:
        opened.close()


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Dump ``database`` and count its tables in the same transaction; keep both in each copy."""
    data_set, database = request["data_set"], request["source"]["database"]
    with _staging(request["scratch"], data_set) as folder:
        dump = f"{folder}/{database}.pgdump"
        with session(database) as held:
            (snapshot,) = held.ask(
                "begin isolation level repeatable read read only; select pg_export_snapshot();"
            )
            with open(dump, "wb") as file:
                _pg("pg_dump", "-Fc", f"--snapshot={snapshot}", database, stdout=file)
            entries = count(held, database, f"--snapshot={snapshot}")
        if len(entries) == 1:
            raise Fault("source", f"database {database} has no table")
        manifest_file = snapshots.manifest_path(request["scratch"], data_set)
        _, doubts = snapshots.write_manifest(
            manifest_file,
            data_set,
            kind="postgres",
            entries=entries,
            artefacts=describe([dump]),
            canaries=request.get("canaries", ()),
            signing_key=request.get("signing_key", HOST_KEY),
        )
        return snapshots.keep_judged(request["copies"], data_set, [dump], manifest_file, doubts)


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Load the dump into the (empty) database and count what it then holds."""
    database, kept = request["source"]["database"], snapshots.look_into(request)
    place = restic.target(request["repository"])
    with _staging(request["scratch"], request["data_set"]) as folder:
        restic.read(place, "restore", request["snapshot"], "--target", folder)
        dump = folder + kept.paths[0]
        if describe(list(kept.paths), base=folder) != kept.artefacts:
            raise Fault("source", f"the restored dump of {database} differs from the one that was kept")
        with open(dump, "rb") as file:
            _pg("pg_restore", "--exit-on-error", "--clean", "--if-exists", "-d", database, stdin=file)
        with session(database) as held:
            held.ask("begin isolation level repeatable read read only;")
            found = count(held, database)
        size = os.stat(dump).st_size
    return {"expected": kept.entries, "found": found, "size": size, "notes": kept.notes}


def count(held: Session, database: str, *dump_options: str) -> dict[str, Entry]:
    """Return ``schema`` (a hash), and rows and checksum of every table, and every sequence's last value."""
    schema = _pg("pg_dump", "--schema-only", *dump_options, database).decode()
    entries: dict[str, Entry] = {"schema": {"sha256": schema_digest(schema)}}
    for table in held.ask(_TABLES):
        (row,) = held.ask(
            f"select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from {table} t;"  # noqa: S608 - quoted by format('%I')
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


def _pg(*command: str, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> bytes:
    """Run one of PostgreSQL's programs as its own user; files are opened by us, so they stay ours."""
    done = subprocess.run(
        (*_AS_POSTGRES, *command),
        stdin=stdin or subprocess.DEVNULL,
        stdout=stdout or subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
        cwd="/",
    )
    if done.returncode != 0:
        last = " ".join(done.stderr.decode(errors="replace").strip().splitlines()[-2:])
        raise Fault("source", f"{command[0]} (exit {done.returncode}): {last}")
    return done.stdout or b""


@contextmanager
def _staging(scratch: str, data_set: str) -> Iterator[str]:
    """Make a folder only its owner can enter, and remove it afterwards."""
    folder = f"{scratch}/staging/{data_set}"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
