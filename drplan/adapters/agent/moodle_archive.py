"""One course backup of Moodle 2 or later (``.mbz``): a zip or gzipped tar of XML files and contents by hash.

``moodle_backup.xml`` says which activities and sections are inside, ``files.xml`` which contents; each
content lies at ``files/ab/abcdef…``, named by its SHA-1. ``.ARCHIVE_INDEX``, where there is one, lists all.
Formats as Moodle writes them (backup/ and lib/filestorage/ of its source).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .archive import Member, members
from .records_xml import records
from .unsound import Unsound

_ROOT, _FILES, _INDEX = "moodle_backup.xml", "files.xml", ".ARCHIVE_INDEX"
_CONTENT = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{38})")
_HASH = re.compile(r"[0-9a-f]{40}")
_NOTHING = ("", "$@NULL@$")
_PARTS = {"activity": "module.xml", "section": "section.xml", "course": "course.xml"}
"""What lies in the folder of each part."""
_LONGEST_INDEX = 256 << 20


@dataclass
class Backup:
    """What one archive holds: counts, of which course it is and when it was made (epoch seconds)."""

    course: str = "unknown"
    made: float = 0.0
    activities: int = 0
    sections: int = 0
    files: int = 0
    users: bool = False


@dataclass
class _Seen:
    """What went by, until it can be held against each other."""

    sizes: dict[str, int] = field(default_factory=dict)
    contents: dict[str, int] = field(default_factory=dict)
    altered: int = 0
    information: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    parts: list[tuple[str, str]] = field(default_factory=list)
    promised: dict[str, int] = field(default_factory=dict)
    indexed: dict[str, int] | None = None


def read_backup(path: str) -> Backup:
    """Read an archive to its end; raises ``Unsound`` for what is damaged, missing or refused."""
    seen = _Seen()
    for member in members(path):
        if member.name in seen.sizes:
            raise Unsound("holds two files of one name")
        seen.sizes[member.name] = member.size
        _take(member, seen)
    for wrong in _wrong(seen):
        raise Unsound(wrong)
    kinds = [kind for kind, _ in seen.parts]
    return Backup(
        course=_course(seen.information),
        made=float(_digits(seen.information.get("backup_date", ""))),
        activities=kinds.count("activity"),
        sections=kinds.count("section"),
        files=len(seen.promised),
        users=seen.settings.get("users") == "1",
    )


def _take(member: Member, seen: _Seen) -> None:
    if content := _CONTENT.fullmatch(member.name):
        digest = hashlib.sha1(usedforsecurity=False)
        for piece in member.pieces():
            digest.update(piece)
        if digest.hexdigest() == content[2]:
            seen.contents[content[2]] = member.size
        else:
            seen.altered += 1
    elif member.name == _ROOT:
        _overview(member.pieces(), seen)
    elif member.name == _FILES:
        _listed(member.pieces(), seen)
    elif member.name == _INDEX:
        seen.indexed = _index(member)


def _overview(pieces: Iterator[bytes], seen: _Seen) -> None:
    for kind, fields in records(pieces, {*_PARTS, "setting", "information"}):
        if kind == "information":
            seen.information = fields
        elif kind == "setting" and fields.get("level") == "root":
            seen.settings[fields.get("name", "")] = fields.get("value", "")
        elif kind in _PARTS and "directory" in fields:
            # A setting names its section or activity in an element of the same name.
            seen.parts.append((kind, fields["directory"]))


def _listed(pieces: Iterator[bytes], seen: _Seen) -> None:
    """Note the contents that must be there: not those of folders, nor of references to another store."""
    for _, fields in records(pieces, {"file"}):
        kept = fields.get("reference", "") in _NOTHING and fields.get("repositorytype", "") in _NOTHING
        if kept and fields.get("filename") != ".":
            key = fields.get("contenthash", "")
            if not _HASH.fullmatch(key):
                raise Unsound("lists a file without its hash")
            seen.promised[key] = _digits(fields.get("filesize", ""))


def _index(member: Member) -> dict[str, int]:
    """Return path and size of the files that the archive's own index lists."""
    if member.size > _LONGEST_INDEX:
        raise Unsound("has an index that is too long: refused")
    lines = b"".join(member.pieces()).decode(errors="surrogateescape").splitlines()
    count = lines[0].rpartition("Count: ")[2] if lines else ""
    rows = [line.split("\t") for line in lines[1:] if line]
    if _digits(count) != len(rows) or any(len(row) != 4 for row in rows):  # noqa: PLR2004
        raise Unsound("has an index that does not hold what it counts")
    return {row[0]: _digits(row[2]) for row in rows if row[1] == "f"}


def _wrong(seen: _Seen) -> Iterator[str]:
    """Yield what is wrong with what went by, the gravest first."""
    if "name" not in seen.information or not seen.parts:
        yield f"holds no {_ROOT} that says what is inside"
    if seen.altered:
        yield f"holds {seen.altered} contents that are not what their names say"
    missing = sum(f"{where}/{_PARTS[kind]}" not in seen.sizes for kind, where in seen.parts)
    if missing:
        yield f"lacks {missing} of {len(seen.parts)} activities, sections and courses that it promises"
    if seen.settings.get("users") == "1" and "users.xml" not in seen.sizes:
        yield "lacks users.xml, which it promises"
    if seen.information.get("include_files", "1") != "0":
        if _FILES not in seen.sizes:
            yield f"lacks {_FILES}"
        absent = sum(seen.contents.get(key) != size for key, size in seen.promised.items())
        if absent:
            yield f"lacks {absent} of {len(seen.promised)} contents of {_FILES}, or has them cut short"
    if seen.indexed is not None:
        unlike = sum(seen.sizes.get(name) != size for name, size in seen.indexed.items())
        if unlike:
            yield f"lacks {unlike} of {len(seen.indexed)} files of its index, or has them cut short"


def _course(information: dict[str, str]) -> str:
    return str(_digits(information.get("original_course_id", ""))) if information else "unknown"


def _digits(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 18:  # noqa: PLR2004 - what fits into eight bytes
        raise Unsound("gives a number that is none")
    return int(text)
