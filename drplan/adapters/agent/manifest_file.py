"""A manifest as a file: one JSON value a line, so that it is written and read in bounded memory.

First a header object, then ``[name, facts]`` an entry in walk order, then an object that ends it. A file
without its end is not a manifest. See docs/manifest.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from json.encoder import encode_basestring_ascii
from typing import Any, Self

from .fault import Fault
from .figures import Figures
from .manifest import Entry, facts_of
from .manifest_walk import order
from .places import open_private

SCHEMA = "drplan/manifest/2"
_AT_ONCE = 1 << 19
_PLAIN = {"type", "mode", "uid", "gid", "mtime_ns", "size", "sha256", "dense"}
"""What is said of most files, so many that a whole encoder is too slow for them."""
_FACTS = (
    '{"type":"%(type)s","mode":"%(mode)s","uid":%(uid)d,"gid":%(gid)d,"mtime_ns":%(mtime_ns)d,'
    '"size":%(size)d,"sha256":"%(sha256)s"'
)
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True)
class Manifest:
    """A whole manifest in memory.

    ``entries`` are the data set's truth (files, tables, objects), ``artefacts`` the files that carry it in
    the snapshot (the same, where none are named), ``streams`` the size and SHA-256 of what was piped into
    snapshots of its own. ``suspect`` says in sentences why it is doubted; ``host`` made it.
    """

    data_set: str
    kind: str
    host: str
    entries: Mapping[str, Entry]
    artefacts: Mapping[str, Entry]
    streams: Mapping[str, Entry]
    figures: Figures
    suspect: tuple[str, ...]


def head_of(name: bytes) -> bytes:
    """Return what an entry's line begins with, as far as its name goes."""
    return b"[" + encode_basestring_ascii(os.fsdecode(name)).encode("ascii") + b","


def line_of(name: bytes, facts: Entry) -> bytes:
    """Return an entry's line."""
    return head_of(name) + _ENCODE(facts).encode("ascii") + b"]\n"


def line_at(name: bytes) -> bytes:
    """Read a file that has one name only and return its line, empty when it went away."""
    try:
        facts = facts_of((name, os.lstat(name), ""), {})
    except FileNotFoundError:
        return b""
    if facts.keys() <= _PLAIN and "sha256" in facts:
        dense = b',"dense":1' if "dense" in facts else b""
        return b"%b%b%b}]\n" % (head_of(name), (_FACTS % facts).encode("ascii"), dense)
    return b"" if "unread" in facts and not os.path.lexists(name) else line_of(name, facts)


def entry_of(line: bytes) -> tuple[str, Entry]:
    """Read an entry's line; raises ``ValueError`` for any other."""
    name, facts = json.loads(line)
    return name, facts


def sort_key(name: str) -> bytes:
    """Return what entries' names are sorted by."""
    return order(os.fsencode(name))


class Writer:
    """Writes one manifest to ``path``; ``digest`` is the SHA-256 of the whole file, known after the end."""

    def __init__(self, path: str, header: Mapping[str, str]) -> None:
        self._hash = hashlib.sha256()
        self._lines: list[bytes] = []
        self._held = 0
        self._file = open_private(path)
        self.digest = b""
        self.add(_ENCODE({"schema": SCHEMA, **header, "host": socket.gethostname()}).encode("ascii") + b"\n")

    def add(self, line: bytes) -> None:
        """Write one line."""
        self._lines.append(line)
        self._held += len(line)
        if self._held > _AT_ONCE:
            self._flush()

    def end(self, tail: Mapping[str, Any]) -> None:
        """Write the last line."""
        self.add(_ENCODE(tail).encode("ascii") + b"\n")
        self._flush()
        self.digest = self._hash.digest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _flush(self) -> None:
        piece = b"".join(self._lines)
        self._hash.update(piece)
        self._file.write(piece)
        self._lines, self._held = [], 0


def tail_of(
    figures: Figures,
    suspect: Sequence[str] = (),
    artefacts: Mapping[str, Entry] | None = None,
    streams: Mapping[str, Entry] | None = None,
) -> dict[str, Any]:
    """Return the object that ends a manifest."""
    return {
        "entries": figures.entries,
        "figures": asdict(figures),
        "suspect": [*suspect],
        "artefacts": artefacts,
        "streams": streams,
    }


def read_manifest(lines: Iterable[bytes], data_set: str) -> Manifest:
    """Read a manifest; one that is cut short, of another data set or another schema is a ``Fault``."""
    try:
        held = iter(lines)
        header = json.loads(next(held))
        if header["schema"] != SCHEMA or header["data_set"] != data_set:
            raise Fault("source", f"it is not a manifest of {data_set}")
        entries: dict[str, Entry] = {}
        tail = _read_entries(held, entries)
        _refuse_odd(tail)
        if len(entries) != tail["entries"]:
            raise Fault("source", f"it holds {len(entries)} entries where {tail['entries']} were written")
        return Manifest(
            data_set,
            header["kind"],
            header["host"],
            entries,
            entries if tail["artefacts"] is None else tail["artefacts"],
            tail["streams"] or {},
            Figures(**tail["figures"]),
            tuple(tail["suspect"]),
        )
    except StopIteration:
        raise Fault("source", "it is cut short") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Fault("source", f"it cannot be read: {str(error)[:200] or type(error).__name__}") from error


def _read_entries(lines: Iterator[bytes], entries: dict[str, Entry]) -> dict[str, Any]:
    for line in lines:
        value = json.loads(line)
        if isinstance(value, dict):
            if next(lines, None) is not None:
                raise ValueError("something follows its end")
            return value
        name, facts = value
        if type(name) is not str or type(facts) is not dict:
            raise ValueError("a line of it is no entry")
        if name in entries:
            raise ValueError(f"it names {name!r} twice")
        entries[name] = facts
    raise StopIteration


def _refuse_odd(tail: Mapping[str, Any]) -> None:
    """Refuse what a manifest of ours never says: it would be taken at its word, as a file's name even."""
    for name, facts in {**(tail["artefacts"] or {}), **(tail["streams"] or {})}.items():
        if type(facts) is not dict:
            raise ValueError(f"nothing is said of {name!r}")
    for name, facts in (tail["streams"] or {}).items():
        if "/" in name or name in ("", ".", "..") or facts.keys() != {"size", "sha256"}:
            raise ValueError(f"{name!r} is no stream of ours")
    if not all(type(each) is str for each in tail["suspect"]):
        raise ValueError("its doubts are no sentences")
    if not all(type(each) is int for each in tail["figures"].values()):
        raise ValueError("its figures are no numbers")


def digest_of(path: str) -> bytes:
    """Return a file's SHA-256."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(_AT_ONCE):
            digest.update(piece)
    return digest.digest()
