"""Proving what was piped into a snapshot of its own: read to its end by what knows its form.

Its SHA-256 is held against the manifest. A form that tells its own truth (tables and rows of a MariaDB dump,
the entries of an LDIF, the files of a base backup, a SQLite image) is counted as it was at backup time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from . import streams
from .fault import Fault
from .manifest import Entry
from .programs import Pieces
from .prove import Entries, Proof
from .prove_forms import FORMS, Form
from .snapshot_read import Kept

Make = Callable[[Mapping[str, Any], Kept], Form]


def prove(request: Mapping[str, Any], kept: Kept) -> Proof:
    """Read every stream; with ``into`` it is written there first and read from there."""
    make = FORMS.get(kept.manifest.kind)
    if make is None:
        raise Fault("source", f"nothing here knows the form of {kept.manifest.kind}")
    expected: dict[str, Entry] = {}
    found: dict[str, Entry] = {}
    notes: list[str] = []
    for name in kept.streams:
        form = make(request, kept)
        passed = _read(request, kept, name, form)
        expected |= {**_provable(kept.entries, form), f"stream {name}": dict(kept.streams[name])}
        found |= {**form.found(), f"stream {name}": {**vars(passed)}}
        notes += _notes(kept.entries, form)
    return Proof(expected, found, sum(int(each["size"]) for each in kept.streams.values()), tuple(notes))


def _read(request: Mapping[str, Any], kept: Kept, name: str, form: Form) -> streams.Passed:
    pieces = streams.drawn_from(request, kept, name)
    if into := request.get("into"):
        pieces = _by_way_of(os.path.join(into, "stream"), pieces, int(kept.streams[name]["size"]))
    watched = streams.Watched(pieces)
    with closing(form.watching(watched.pieces())) as taken:
        for _ in taken:
            pass
    return watched.passed()


def _by_way_of(path: str, pieces: Pieces, size: int) -> Pieces:
    """Write the pieces to a file for its owner's eyes, then yield what is read from there."""
    from .aside import room_for

    room_for(path, size)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with closing(pieces), os.fdopen(handle, "wb") as file:
        file.writelines(pieces)
    yield from streams.content(path)


def _provable(entries: Entries, form: Form) -> dict[str, Entry]:
    return {name: facts for name, facts in entries.items() if name not in form.hidden}


def _notes(entries: Entries, form: Form) -> list[str]:
    left = len(form.hidden)
    missing = [f"{left} of {len(entries)} entries are not shown by the stream itself: not compared"]
    return [*form.notes(), *(missing if left else [])]
