"""Describing a file tree to the last byte.

``os.read`` into sha256 in pieces: measured faster here than ``hashlib.file_digest`` and than threads on many
small files.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping

from .manifest_walk import ALL, Rules, Step, walk

CHUNK = 1 << 18
_SAMPLE = slice(512, 1536)
"""The first bytes are a format's own words, whatever follows."""
_ALL = bytes(range(256))
_DENSE = 200
"""Of 1,024 random bytes about 251 values differ; of text, code or a table far fewer than 200."""

Entry = dict[str, "str | int"]
Read = Mapping[str, tuple[int, Entry]]
"""Of files by name a size, and what their content said when it was read."""

_KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "folder",
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "pipe",
    stat.S_IFCHR: "character-device",
    stat.S_IFBLK: "block-device",
}


def describe(
    roots: Iterable[str], *, base: str = "", rules: Rules = ALL, read: Read | None = None
) -> dict[str, Entry]:
    """Return ``{path: facts}`` for everything below the roots, the roots included.

    Facts: ``type``, ``mode`` (octal), ``uid``, ``gid``, ``mtime_ns``; for files ``size``, ``sha256``,
    ``dense`` (1, when it looks encrypted or compressed) and, when a file has several names here, ``same_as``
    (the first of them); for links ``target``; for devices ``device``; ``xattrs`` (a digest) where there are
    any. An entry that cannot be read has ``unread`` (why) in their place. ``base`` is a folder the roots were
    restored under; it is left off the names. What was ``read`` already, and has its size still, is not read
    again.
    """
    seen: Names = {}
    start, known = os.fsencode(base), read or {}
    found: dict[str, Entry] = {}
    for step in walk(roots, rules, start):
        name = os.fsdecode(step[0])
        found[name] = facts_of(step, seen, base=start, content=content_in(known, name, step[1]))
    return found


def content_in(read: Read, name: str, status: os.stat_result) -> Entry | None:
    """Return what the content of a file said that was read already; nothing when it has another size now."""
    size, content = read.get(name, (-1, None))
    return content if size == status.st_size else None


def kind_of(status: os.stat_result) -> str:
    """Return the ``type`` of an entry in a manifest."""
    return _KINDS.get(stat.S_IFMT(status.st_mode), "unknown")


Names = dict[tuple[int, int], tuple[bytes, int]]
"""Of each file with several names the first that was met, and how many are still to come."""


def facts_of(step: Step, seen: Names, *, base: bytes = b"", content: Entry | None = None) -> Entry:
    """Return one entry's facts; ``content`` is what :func:`content_of` said already of a file."""
    name, status, trouble = step
    place = base + name
    kind = kind_of(status)
    try:
        if trouble:
            return {"type": kind, "unread": trouble}
        facts: Entry = {
            "type": kind,
            "mode": oct(stat.S_IMODE(status.st_mode)),
            "uid": status.st_uid,
            "gid": status.st_gid,
            "mtime_ns": status.st_mtime_ns,
        }
        if kind == "file":
            facts["size"] = status.st_size
            facts.update(content_of(place, status.st_size) if content is None else content)
            facts.update(same_as(name, status, seen))
        elif kind == "link":
            facts["target"] = os.fsdecode(os.readlink(place))
        elif kind.endswith("device"):
            facts["device"] = status.st_rdev
        facts.update(_xattrs(place))
    except OSError as error:
        return {"type": kind, "unread": error.strerror or str(error)}
    return {"type": kind, "unread": facts["unread"]} if "unread" in facts else facts


def content_of(place: bytes, size: int) -> Entry:
    """Read a file and return ``sha256`` and, when it looks encrypted or compressed, ``dense``.

    Of one that cannot be read it returns ``unread``: why. ``size`` is what lstat(2) said of it.
    """
    digest = hashlib.sha256()
    # A buffer of CHUNK costs more than a small file's hash; room for a byte more shows that it has ended.
    most, seen = min(size + 1, CHUNK), 0
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            first = chunk = os.read(handle, most)
            while chunk:
                digest.update(chunk)
                seen += len(chunk)
                if seen == size < most:
                    break
                chunk = os.read(handle, CHUNK)
        finally:
            os.close(handle)
    except OSError as error:
        return {"unread": error.strerror or str(error)}
    dense: Entry = {"dense": 1} if looks_dense(first) else {}
    return {"sha256": digest.hexdigest(), **dense}


def looks_dense(head: bytes) -> bool:
    """Say whether a file that begins so (1,536 bytes are looked at) looks encrypted or compressed."""
    sample = head[_SAMPLE]
    return len(sample) > _DENSE and _distinct(sample) > _DENSE


def _distinct(sample: bytes) -> int:
    """Count the values that bytes have; a set of them would take longer than the hash of a small file."""
    return len(_ALL) - len(_ALL.translate(None, sample))


def same_as(name: bytes, status: os.stat_result, seen: Names) -> Entry:
    """Return ``same_as`` of a file whose content has a name already; notes this one's name."""
    if status.st_nlink < 2:  # noqa: PLR2004 - one name is not a hard link
        return {}
    inode = (status.st_dev, status.st_ino)
    first, left = seen.pop(inode, (name, status.st_nlink))
    if left > 1:
        seen[inode] = (first, left - 1)
    return {} if first == name else {"same_as": os.fsdecode(first)}


def _xattrs(place: bytes) -> Entry:
    try:
        names = os.listxattr(place, follow_symlinks=False)
    except OSError:
        return {}
    if not names:
        return {}
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(os.fsencode(name) + b"\0" + os.getxattr(place, name, follow_symlinks=False) + b"\0")
    return {"xattrs": digest.hexdigest()}
