"""Reading a custom-format dump as ``pg_dump -Fc -Z0`` writes it, to its end, without PostgreSQL.

The form is that of PostgreSQL's ``pg_backup_archiver.c`` and ``pg_backup_custom.c``: a head, a table of
contents, then a block of data for each entry that has some. An older ``pg_restore`` refuses a newer dump.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from .fault import Fault
from .programs import Pieces

MAGIC = b"PGDMP"
OLDEST, NEWEST = (1, 12), (1, 16)
"""Versions of the form: PostgreSQL 9.0 to 18."""
_CUSTOM = 1
_NO_DATA = 3
_TABLE, _LARGE_OBJECTS = 1, 3
_MOST = 1 << 30
"""Bytes of a text at most: no field of PostgreSQL is longer."""

_Asked = Generator[int, bytes, None]
"""Asks for so many bytes and is sent them; for less than none it is sent nothing when they went by."""


class Dump:
    """What went by of a dump."""

    def __init__(self) -> None:
        self._left: set[int] = set()
        self._between = False
        self._held = b""
        self._reader = self._read()
        self._asked = next(self._reader)

    def watching(self, pieces: Pieces) -> Pieces:
        """Yield the pieces, read; raises ``Fault`` unless they are a dump whose end was there."""
        with closing(pieces):
            for piece in pieces:
                self._take(piece)
                yield piece
        if not self._between or self._held or self._left:
            lacking = f": {len(self._left)} entries lack their data" if self._between and self._left else ""
            raise Fault("source-not-whole", f"the dump breaks off{lacking}")

    def _take(self, piece: bytes) -> None:
        held, at = self._held + piece, 0
        while True:
            there = len(held) - at
            if self._asked < 0:
                passed = min(-self._asked, there)
                at, self._asked = at + passed, self._asked + passed
                if self._asked < 0:
                    break
                self._asked = self._reader.send(b"")
            elif there < self._asked:
                break
            else:
                end = at + self._asked
                content, at = held[at:end], end
                self._asked = self._reader.send(content)
        self._held = held[at:]

    def _read(self) -> _Asked:
        if (yield len(MAGIC)) != MAGIC:
            raise Fault("source-not-whole", "it is no dump that pg_dump wrote")
        major, minor, _, size, offset, form = yield 6
        version = (major, minor)
        if form != _CUSTOM or not OLDEST <= version <= NEWEST:
            raise Fault("source", f"the dump is of form {form}, {major}.{minor}: drplan does not read that")
        fields = _Fields(version, size, offset)
        yield from fields.head()
        for _ in range((yield from fields.number())):
            entry = yield from fields.number()
            if (yield from fields.has_data()):
                self._left.add(entry)
        while True:
            self._between = True
            kind = (yield 1)[0]
            self._between = False
            entry = yield from fields.number()
            if kind not in (_TABLE, _LARGE_OBJECTS) or entry not in self._left:
                raise Fault("source-not-whole", "the dump holds what its table of contents does not name")
            yield from fields.block(many=kind == _LARGE_OBJECTS)
            self._left.remove(entry)


class _Fields:
    """The fields of one version of the form: numbers of ``size`` bytes, places of ``offset`` bytes."""

    def __init__(self, version: tuple[int, int], size: int, offset: int) -> None:
        self._version, self._size, self._offset = version, size, offset

    def number(self) -> Generator[int, bytes, int]:
        """Read a sign, and a number whose first byte is the least."""
        content = yield 1 + self._size
        value = int.from_bytes(content[1:], "little")
        return -value if content[0] else value

    def text(self) -> Generator[int, bytes, bytes | None]:
        """Read a text with its length before it; ``None`` is of length -1."""
        length = yield from self.number()
        if not -1 <= length <= _MOST:
            raise Fault("source-not-whole", "the dump cannot be read: a text of impossible length")
        if length < 0:
            return None
        return (yield length) if length else b""

    def head(self) -> _Asked:
        """Read the compression, the moment in seven numbers, and three names."""
        if self._version >= (1, 15):
            yield 1
        else:
            yield from self.number()
        for _ in range(7):
            yield from self.number()
        for _ in range(3):
            yield from self.text()

    def has_data(self) -> Generator[int, bytes, bool]:
        """Read the rest of an entry of the table of contents; say whether a block is to follow for it."""
        yield from self.number()
        for _ in range(4):
            yield from self.text()
        yield from self.number()
        # Its words, those that drop and copy it, its schema, tablespace, and from 1.14 on its access method.
        for _ in range(5 + (self._version >= (1, 14))):
            yield from self.text()
        if self._version >= (1, 16):
            yield from self.number()
        for _ in range(2):
            yield from self.text()
        while (yield from self.text()) is not None:
            pass
        state = yield 1 + self._offset
        return state[0] != _NO_DATA

    def block(self, *, many: bool) -> _Asked:
        """Let an entry's data go by: pieces until one of no length; ``many``: large objects until none."""
        while not many or (yield from self.number()):
            while length := (yield from self.number()):
                if length < 0:
                    raise Fault("source-not-whole", "the dump cannot be read: a piece of impossible length")
                yield -length
            if not many:
                return
