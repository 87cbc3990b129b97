"""What each kind of stream shows of itself while it is read, without the server that it came from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, Protocol

from . import cluster, command, directory, mariadb_dump, postgres_dump, sqlite
from .manifest import Entry
from .programs import Pieces
from .snapshot_read import Kept
from .tarred import Tar


class Form(Protocol):
    """Reads a stream as it goes by, and says then what it held.

    ``hidden`` are the manifest's entries that the stream itself does not show.
    """

    hidden: frozenset[str]

    def watching(self, pieces: Pieces) -> Pieces:
        """Yield the pieces; raises ``Fault`` after the last unless the end was there and all was sound."""
        ...

    def found(self) -> Mapping[str, Entry]:
        """Return the manifest's entries that the stream itself shows, as it shows them."""
        ...

    def notes(self) -> list[str]:
        """Say what was not looked at."""
        ...


class _Postgres:
    def __init__(self, _request: Mapping[str, Any], kept: Kept) -> None:
        self.hidden = frozenset(kept.entries)
        self.watching = postgres_dump.Dump().watching

    def found(self) -> Mapping[str, Entry]:
        return {}

    def notes(self) -> list[str]:
        return []


class _MariaDb:
    hidden: frozenset[str] = frozenset()

    def __init__(self, _request: Mapping[str, Any], _kept: Kept) -> None:
        self._counted = mariadb_dump.Counted()
        self.watching, self.found = self._counted.watching, self._counted.entries

    def notes(self) -> list[str]:
        return []


class _Ldap:
    hidden: frozenset[str] = frozenset()

    def __init__(self, _request: Mapping[str, Any], kept: Kept) -> None:
        entries = directory.Entries(tuple(kept.entries))
        self.watching, self.found = entries.watching, entries.found

    def notes(self) -> list[str]:
        return []


class _Cluster:
    def __init__(self, _request: Mapping[str, Any], kept: Kept) -> None:
        self.hidden = frozenset(kept.entries) - {"files"}
        self._tar = Tar(cluster.MANIFEST)
        self.watching = self._tar.watching

    def found(self) -> Mapping[str, Entry]:
        return {"files": cluster.proved(self._tar)}

    def notes(self) -> list[str]:
        return []


class _Sqlite:
    """An image up to ``sqlite.IN_MEMORY`` is opened in memory; of a larger one the hash alone is compared."""

    def __init__(self, _request: Mapping[str, Any], kept: Kept) -> None:
        (facts,) = kept.streams.values()
        self._small = int(facts["size"]) <= sqlite.IN_MEMORY
        self.hidden = frozenset({"file"} if self._small else kept.entries)
        self._held: list[bytes] = []

    def watching(self, pieces: Pieces) -> Pieces:
        with closing(pieces):
            for piece in pieces:
                if self._small:
                    self._held.append(piece)
                yield piece

    def found(self) -> Mapping[str, Entry]:
        if not self._small:
            return {}
        with closing(sqlite3.connect(":memory:")) as image:
            image.deserialize(b"".join(self._held))
            return sqlite.described(image)

    def notes(self) -> list[str]:
        return [] if self._small else ["the image was not opened: it is larger than 64 MiB"]


class _Command:
    hidden: frozenset[str] = frozenset()

    def __init__(self, request: Mapping[str, Any], _kept: Kept) -> None:
        self._words = request["source"].get("ends_with")
        self._seen: Any = None

    def watching(self, pieces: Pieces) -> Pieces:
        from .streams import Watched

        self._seen = Watched(command.ending(pieces, self._words))
        yield from self._seen.pieces()

    def found(self) -> Mapping[str, Entry]:
        return {command.NAME: {**vars(self._seen.passed())}}

    def notes(self) -> list[str]:
        return [] if self._words else ["no last words are declared: that the output is whole was not seen"]


FORMS: Mapping[str, Callable[[Mapping[str, Any], Kept], Form]] = {
    "postgres": _Postgres,
    "postgres-cluster": _Cluster,
    "mariadb": _MariaDb,
    "ldap": _Ldap,
    "sqlite": _Sqlite,
    "command": _Command,
}
