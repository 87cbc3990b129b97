"""A header of a tar, and what an extended one says instead."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from .fault import Fault
from .manifest import Entry
from .prove_acl import acl_bytes

_KINDS = {b"0": "file", b"\0": "file", b"2": "link", b"5": "folder"}
_XATTR, _ACL = "SCHILY.xattr.", {"SCHILY.acl.access", "SCHILY.acl.default"}


@dataclass
class Header:
    """What a header says of the entry that follows; ``name`` has no slash at either end."""

    name: bytes
    kind: str
    mode: int
    uid: int
    gid: int
    size: int
    seconds: int
    target: bytes
    xattrs: dict[str, bytes]

    def facts(self) -> Entry:
        """Return them as a manifest has them, without what the content says; the time in whole seconds."""
        facts: Entry = {
            "type": self.kind,
            "mode": oct(self.mode),
            "uid": self.uid,
            "gid": self.gid,
            "mtime_ns": self.seconds * 1_000_000_000,
        }
        if self.kind == "link":
            facts["target"] = os.fsdecode(self.target)
        if self.xattrs:
            facts["xattrs"] = _xattrs(self.xattrs)
        return facts


def read_header(block: bytes, told: dict[str, bytes]) -> Header:
    """Return what a block of 512 bytes says; ``told`` are an extended header's records, which win."""
    kind = _KINDS.get(block[156:157])
    if kind is None or block[257:262] != b"ustar":
        raise Fault("source-not-whole", "the tar that restic wrote holds what no snapshot does")
    name = block[:100].rstrip(b"\0")
    if block[345]:
        name = block[345:500].rstrip(b"\0") + b"/" + name
    header = Header(
        name,
        kind,
        _number(block[100:108]),
        _number(block[108:116]),
        _number(block[116:124]),
        size_in(block),
        _number(block[136:148]),
        block[157:257].rstrip(b"\0"),
        {},
    )
    if told:
        _extend(header, told)
    header.name = header.name.strip(b"/")
    return header


def _extend(header: Header, told: dict[str, bytes]) -> None:
    """Put in what the extended header says instead (pax, "Extended Header Keywords")."""
    for key, value in told.items():
        if key == "path":
            header.name = value
        elif key == "linkpath":
            header.target = value
        elif key in ("uid", "gid", "size"):
            setattr(header, key, int(value))
        elif key == "mtime":
            header.seconds = _floor(value)
        elif key.startswith(_XATTR):
            header.xattrs[key.removeprefix(_XATTR)] = value
        elif key in _ACL:
            header.xattrs[f"system.posix_acl_{key.rpartition('.')[2]}"] = acl_bytes(value)


def read_records(content: bytes) -> dict[str, bytes]:
    r"""Read the records of an extended header: ``LENGTH KEY=VALUE\n``."""
    found: dict[str, bytes] = {}
    at = 0
    while at < len(content):
        blank = content.index(b" ", at)
        end = at + int(content[at:blank])
        if not blank < end <= len(content):
            raise ValueError("a record of no length")
        key, _, value = content[blank + 1 : end - 1].partition(b"=")
        found[os.fsdecode(key)] = value
        at = end
    return found


def size_in(block: bytes) -> int:
    """Return how many bytes of content follow a header."""
    return _number(block[124:136])


def _number(field: bytes) -> int:
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    return int(field.rstrip(b"\0 ") or b"0", 8)


def _floor(value: bytes) -> int:
    whole, _, part = value.partition(b".")
    return int(whole) - (whole.startswith(b"-") and bool(part.strip(b"0")))


def _xattrs(found: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(found):
        digest.update(os.fsencode(name) + b"\0" + found[name] + b"\0")
    return digest.hexdigest()
