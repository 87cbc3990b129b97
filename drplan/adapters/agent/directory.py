"""OpenLDAP directories: what slapcat writes, operational attributes and all, and slapadd reads back."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from . import snapshot_read, streams
from .aside import emptied
from .fault import Fault
from .manifest import Entry
from .programs import Pieces, load, output, read
from .sums import Sum

_USER = "openldap"
_NAME = "directory.ldif"
_END = b"\n\n"
_SEARCH = ("ldapsearch", "-LLL", "-Q", "-Y", "EXTERNAL", "-H", "ldapi:///", "-o", "ldif-wrap=no", "-b")


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep all entries below ``suffix``: slapcat reads them in one transaction of mdb while slapd runs.

    An LDIF whose last entry has no end is refused, and one with fewer entries than slapd itself counts.
    """
    suffix = request["source"]["suffix"]
    before, entries = _answered(suffix), Entries(request.get("canaries", ()))

    def truth() -> dict[str, Entry]:
        least = min(before, _answered(suffix))
        if entries.sum.count < least:
            raise Fault(
                "source-not-whole", f"slapcat wrote {entries.sum.count} entries, and slapd holds {least}"
            )
        return entries.found()

    pieces = entries.watching(output(("slapcat", "-b", suffix), user=_USER))
    return streams.keep(request, streams.Stream(_NAME, pieces, truth))


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the emptied directory, slapd stopped; what was there comes back when that fails."""
    suffix = request["source"]["suffix"]
    folder, kept = _folder(suffix), snapshot_read.look_into(request)
    found = Entries(tuple(kept.entries))

    def fill(pieces: Pieces) -> None:
        load(pieces, ("slapadd", "-q", "-b", suffix), user=_USER)

    with _stopped(), emptied(folder):
        size = streams.recover(request, fill, kept)
        for _ in found.watching(output(("slapcat", "-b", suffix), user=_USER)):
            pass
        if found.found() != kept.entries:
            raise Fault("not-as-kept", f"{suffix} does not hold what was kept of it; it is as it was before")
    return {"expected": kept.entries, "found": found.found(), "size": size, "notes": kept.notes}


class Entries:
    """The entries of an LDIF that goes by, counted and hashed; those with ``names`` by themselves too."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.sum = Sum()
        self._names = {_plain(name): name for name in names}
        self._named: dict[str, Entry] = {}
        self._left = b""

    def watching(self, pieces: Pieces) -> Pieces:
        """Yield the pieces; raises ``Fault`` after the last when an entry has no end, or none was there."""
        with closing(pieces):
            for piece in pieces:
                *whole, self._left = (self._left + piece).split(_END)
                for entry in whole:
                    self._add(entry)
                yield piece
        if self._left:
            raise Fault("source-not-whole", "the LDIF breaks off: its last entry has no end")
        if not self.sum.count:
            raise Fault("source-empty", "the directory holds no entry")

    def found(self) -> dict[str, Entry]:
        """Return the manifest: the whole directory, and the entries that were asked for."""
        return {"directory": {"rows": self.sum.count, "checksum": self.sum.checksum}, **self._named}

    def _add(self, entry: bytes) -> None:
        self.sum.add(entry)
        if self._names and (name := self._names.get(_plain(_name_of(entry)))):
            self._named[name] = {"sha256": hashlib.sha256(entry).hexdigest()}


def _name_of(entry: bytes) -> str:
    """Return an entry's distinguished name (RFC 2849: folded, and in base 64 where it is not plain)."""
    line = unfolded(entry.decode(errors="replace")).lstrip("\n").split("\n", 1)[0]
    kind, _, name = line.partition(": ")
    return base64.b64decode(name).decode(errors="replace") if kind == "dn:" else name


def _plain(name: str) -> str:
    """Return a distinguished name as it is compared, as far as blanks and letters' cases go."""
    return ",".join(part.strip() for part in name.casefold().split(","))


def _answered(suffix: str) -> int:
    """Return how many entries slapd shows to root; 0 when it does not run, or would not show all."""
    try:
        return sum(line.startswith("dn:") for line in read((*_SEARCH, suffix, "dn")).splitlines())
    except Fault:
        return 0


def _folder(suffix: str) -> str:
    """Return where the suffix's database lies, as the server's own configuration says."""
    for entry in unfolded(read(("slapcat", "-n", "0"), user=_USER)).split("\n\n"):
        facts = dict(line.split(": ", 1) for line in entry.splitlines() if ": " in line)
        if facts.get("olcSuffix", "").casefold() != suffix.casefold():
            continue
        if "olcMdbConfig" not in entry or "olcDbDirectory" not in facts:
            raise Fault("source", f"{suffix} is not kept by mdb: bring it back by hand with slapadd")
        return facts["olcDbDirectory"]
    raise Fault("source", f"slapd has no database for {suffix}: put the server's baseline on this host first")


def unfolded(ldif: str) -> str:
    """Return an LDIF with each value on one line (RFC 2849, note 2)."""
    return re.sub(r"\r?\n ", "", ldif)


@contextmanager
def _stopped() -> Iterator[None]:
    """Keep slapd stopped, and start it afterwards whatever happened."""
    read(("systemctl", "stop", "slapd"))
    try:
        yield
    finally:
        read(("systemctl", "start", "slapd"))
