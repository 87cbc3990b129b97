"""Counting in a dump as ``mariadb-dump`` writes it: rows and hash of each table, and a hash of the rest."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from contextlib import closing

from .fault import Fault
from .manifest import Entry
from .programs import Pieces
from .sums import Sum

_INSERT = b"INSERT INTO `"
_QUOTED = rb"`((?:[^`]|``)*)`"
_INTO = re.compile(rb"INSERT INTO %b(?: \(%b(?:, ?%b)*\))? VALUES" % (_QUOTED, _QUOTED, _QUOTED))
_MADE = re.compile(rb"CREATE TABLE %b" % _QUOTED)
_CREATE = b"CREATE TABLE `"
_DONE = b"-- Dump completed"
_DELIMITER = b"DELIMITER "


class Counted:
    """What went by of a dump: ``tables`` by name, rows, checksums, and whether its last line was there.

    A row is one line: line breaks inside of it are escaped. A table's checksum is the sum of its
    rows' hashes, whatever their order. Lines outside of INSERT statements are the schema; those between
    DELIMITER lines are its programs, whatever they look like.

    A program may hold a text that looks like the end of itself and like a table with rows. So each table is
    made once, and rows are those of the table that was made last, with no program in between: whoever may
    make a program cannot have it counted as rows that are not there.
    """

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self._rows: defaultdict[str, Sum] = defaultdict(Sum)
        self._schema = hashlib.sha256()
        self._table = self._last = ""
        self._program = self._whole = False
        self._left: list[bytes] = []
        self._forged: list[str] = []

    def watching(self, pieces: Pieces) -> Pieces:
        """Yield the pieces, counted; raises ``Fault`` after the last one unless the dump's end was there."""
        with closing(pieces):
            for piece in pieces:
                self._take(piece)
                yield piece
        self._line(b"".join(self._left))
        if not self._whole:
            raise Fault("source-not-whole", "the dump breaks off: its last line is not there")
        for table in self._forged[:1]:
            told = f"the dump has table {table} or rows of it where mariadb-dump writes none"
            raise Fault("source", told)

    def entries(self) -> dict[str, Entry]:
        """Return ``schema`` (a hash), and rows and checksum of every table."""
        entries: dict[str, Entry] = {"schema": {"sha256": self._schema.hexdigest()}}
        for table in sorted(self.tables):
            rows = self._rows[table]
            entries[f"table {table}"] = {"rows": rows.count, "checksum": rows.checksum}
        return entries

    def _take(self, piece: bytes) -> None:
        first, *lines = piece.split(b"\n")
        self._left.append(first)
        if lines:
            self._line(b"".join(self._left))
            *whole, last = lines
            for line in whole:
                self._line(line)
            self._left = [last]

    def _line(self, line: bytes) -> None:
        if self._table:
            self._row(line)
        elif line.startswith(_DELIMITER):
            self._program, self._last = line != _DELIMITER + b";", ""
        elif line.startswith(_INSERT) and not self._program:
            self._table, rows = _inserted(line)
            if self._table != self._last:
                self._forged.append(self._table)
            if rows:
                self._row(rows)
        elif line.startswith(b"--") and not self._program:
            self._whole = line.startswith(_DONE)
        elif line:
            self._whole = False
            self._structure(line)

    def _row(self, line: bytes) -> None:
        self._rows[self._table].add(line.rstrip(b",;"))
        if line.endswith(b";"):
            self._table = ""

    def _structure(self, line: bytes) -> None:
        if line.startswith(_CREATE):
            found = _MADE.match(line)
            self._last = _name(found[1]) if found else ""
            if self._last in self.tables:
                self._forged.append(self._last)
            self.tables.add(self._last)
        self._schema.update(line + b"\n")


def _inserted(line: bytes) -> tuple[str, bytes]:
    """Return the table, and a row that stands on the same line.

    Columns are named where some are invisible.
    """
    found = _INTO.match(line)
    return (_name(found[1]), line[found.end() :].strip()) if found else ("", b"")


def _name(quoted: bytes) -> str:
    return quoted.replace(b"``", b"`").decode(errors="replace")
