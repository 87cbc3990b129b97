"""SQLite databases: an image by SQLite's own backup, checked before it is kept and before it is used.

Up to ``IN_MEMORY`` bytes the image is held in memory; a larger one lies in a file for its owner's eyes while
it is kept: SQLite cannot hand out an image piece by piece.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from . import snapshot_read, streams
from .aside import room_for
from .fault import Fault
from .manifest import Entry
from .programs import CHUNK, Pieces
from .sums import Sum

IN_MEMORY = 64 << 20
_BUSY_SECONDS = 60.0
_BESIDE = ("-wal", "-shm", "-journal")


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the database at ``path`` as it is at one moment, whoever writes to it meanwhile."""
    path = request["source"]["path"]
    with _image(path, request) as image:
        entries = described(image)
        _refuse_empty(entries, path)
        entries["file"] = _owner(path)
        pieces = _pieces(image, request)
        return streams.keep(request, streams.Stream(os.path.basename(path), pieces, lambda: entries))


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Write the image beside the database, check it, and put it in its place in one step.

    What the old database left beside it (WAL, journal) goes first: SQLite would play it into the new one.
    """
    path = request["source"]["path"]
    beside = f"{path}.drplan-new"
    kept = snapshot_read.look_into(request)
    room_for(path, sum(int(facts["size"]) for facts in kept.streams.values()))
    try:
        size = streams.recover(request, lambda pieces: _write(pieces, beside), kept)
        with closing(_opened(beside, "ro")) as image:
            found = described(image)
        told = kept.entries["file"]
        _own(beside, told)
        found["file"] = _owner(beside)
        if found != kept.entries:
            raise Fault(
                "not-as-kept", f"{path} came back other than it was kept; the old one is in its place"
            )
        _swap(beside, path)
    finally:
        for each in ("", *_BESIDE):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside + each)
    found["file"] = _owner(path)
    return {"expected": kept.entries, "found": found, "size": size, "notes": kept.notes}


def described(image: sqlite3.Connection) -> dict[str, Entry]:
    """Return ``schema`` (a hash), and rows and checksum of every table; a damaged one raises ``Fault``."""
    try:
        _shut_in(image)
        checked = image.execute("pragma integrity_check(1)").fetchone()[0]
        if checked != "ok":
            raise Fault("source-not-whole", "SQLite's integrity check found damage")
        schema = image.execute("select type, name, sql from sqlite_schema order by type, name").fetchall()
        entries: dict[str, Entry] = {"schema": {"sha256": hashlib.sha256(repr(schema).encode()).hexdigest()}}
        for table in [name for kind, name, sql in schema if kind == "table" and _stored(sql)]:
            entries[f"table {table}"] = _counted(image, table)
    except sqlite3.Error as error:
        raise Fault("source-not-whole", f"SQLite cannot read it: {error}") from error
    return entries


def _shut_in(image: sqlite3.Connection) -> None:
    """Have what a schema holds call harmless functions alone (SQLite, "Defense Against The Dark Arts")."""
    for pragma in ("trusted_schema = off", "cell_size_check = on"):
        image.execute(f"pragma {pragma}")


def _stored(sql: str | None) -> bool:
    """Say whether a table holds rows of its own: a virtual one keeps them in tables beside it."""
    return not (sql or "").lstrip().upper().startswith("CREATE VIRTUAL")


def _counted(image: sqlite3.Connection, table: str) -> Entry:
    rows = Sum()
    quoted = table.replace('"', '""')
    image.text_factory = bytes
    for row in image.execute(f'select * from "{quoted}"'):  # noqa: S608 - a name quoted as SQL wants it
        rows.add(repr(row).encode())
    image.text_factory = str
    return {"rows": rows.count, "checksum": rows.checksum}


@contextmanager
def _image(path: str, request: Mapping[str, Any]) -> Iterator[sqlite3.Connection]:
    """Give a copy of the database as it is at one moment, in memory or in a file of ours."""
    if not os.path.isfile(path):
        raise Fault("source", f"{path} is not a file on this host")
    place = _staged(request) if os.path.getsize(path) > IN_MEMORY else ":memory:"
    if place != ":memory:":
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        with closing(sqlite3.connect(place)) as image:
            try:
                with closing(_opened(path, "ro")) as source:
                    source.backup(image)
            except sqlite3.Error as error:
                raise Fault(_why(error), f"SQLite cannot read {path}: {error}") from error
            yield image
    finally:
        if place != ":memory:":
            os.unlink(place)


def _why(error: sqlite3.Error) -> Any:
    return "source-not-whole" if error.sqlite_errorname in ("SQLITE_NOTADB", "SQLITE_CORRUPT") else "source"


def _opened(path: str, mode: str) -> sqlite3.Connection:
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite3.connect(f"file:{quoted}?mode={mode}", uri=True, timeout=_BUSY_SECONDS)


def _staged(request: Mapping[str, Any]) -> str:
    return f"{request['scratch']}/staging/{request['data_set']}.sqlite"


def _pieces(image: sqlite3.Connection, request: Mapping[str, Any]) -> Pieces:
    staged = _staged(request)
    if os.path.exists(staged):
        with open(staged, "rb") as file:
            while piece := file.read(CHUNK):
                yield piece
        return
    content = memoryview(image.serialize())
    for start in range(0, len(content), CHUNK):
        yield bytes(content[start : start + CHUNK])


def _write(pieces: Pieces, path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines(pieces)
        os.fsync(file.fileno())


def _own(path: str, told: Entry) -> None:
    """Give the file the owner and mode it had; never another that somebody put in its place as a link.

    The folder may be its application's own. Raises ``OSError`` for a link.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if os.fstat(handle).st_nlink != 1:
            raise Fault("source", f"{path} has another name: somebody put it there during the restore")
        os.fchown(handle, int(told["uid"]), int(told["gid"]))
        os.fchmod(handle, int(str(told["mode"]), 8))
    finally:
        os.close(handle)


def _swap(beside: str, path: str) -> None:
    for each in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path + each)
    os.replace(beside, path)


def _owner(path: str) -> Entry:
    status = os.stat(path)
    return {"mode": oct(status.st_mode & 0o7777), "uid": status.st_uid, "gid": status.st_gid}


def _refuse_empty(entries: Mapping[str, Entry], path: str) -> None:
    if not any(name.startswith("table ") for name in entries):
        raise Fault("source-empty", f"{path} has no table")
