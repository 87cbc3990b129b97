"""Mail that Got Your Back (GYB) left: one file a message (``.eml``), and ``msg-db.sqlite`` that lists them.

The folder is one mailbox's, or holds a folder for each. Of every message it is seen that its file is there
and not empty; the headers of a few spread over each mailbox are read.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from email.parser import BytesHeaderParser
from typing import Any

from .content import Content, in_words, stale
from .fault import Fault
from .unsound import Unsound

LIST = "msg-db.sqlite"
_DAYS = 4.0
_SAMPLE = 20
_HEAD = 1 << 16
_MAIL = (".eml",)
_HEADERS = ("From", "Date", "Message-ID", "Received", "Subject", "To")
_BESIDE = ("-wal", "-journal")


def read(folder: str, source: Mapping[str, Any]) -> Content:
    """Read every mailbox below the folder; ``Fault`` when there is none."""
    mailboxes = sorted(where for where, _, names in os.walk(folder) if LIST in names)
    if not mailboxes:
        raise Fault("source-empty", f"{folder} holds no mailbox: no {LIST}")
    messages, troubles, newest = 0, [], 0.0
    for number, where in enumerate(mailboxes, start=1):
        listed = os.path.join(where, LIST)
        newest = max(newest, os.stat(listed).st_mtime)
        try:
            messages += _mailbox(where)
        except Unsound as wrong:
            troubles.append(f"mailbox {number} of {len(mailboxes)} {wrong}")
    counts = {"mailboxes": len(mailboxes), "messages": messages}
    doubts = [*in_words("mailboxes", troubles), *stale(newest, source, _DAYS)]
    return Content({name: {"count": count} for name, count in counts.items()}, doubts, newest, tuple(counts))


def _mailbox(where: str) -> int:
    """Return how many messages a mailbox has; raises ``Unsound`` when its list and its files disagree."""
    names = _listed(os.path.join(where, LIST))
    there = {os.path.relpath(path, where): size for path, size in _files(where)}
    wrong = {
        "messages that are not there": sum(name not in there for name in names),
        "empty messages": sum(there.get(name) == 0 for name in names),
        "messages that its list does not know": len(there.keys() - names),
        "messages in a sample that are none": sum(
            not _is_message(os.path.join(where, name)) for name in _sample(sorted(names & there.keys()))
        ),
    }
    said = [f"{count} {what}" for what, count in wrong.items() if count]
    if said:
        raise Unsound(f"has {', '.join(said)}")
    return len(names)


def _listed(path: str) -> set[str]:
    """Return the files that the list names, after SQLite's own check of it."""
    if any(os.path.exists(path + each) for each in _BESIDE):
        raise Unsound("has a list that was not closed: is GYB at work, or did it die?")
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        with closing(sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True)) as opened:
            if opened.execute("pragma integrity_check(1)").fetchone()[0] != "ok":
                raise Unsound("has a damaged list")
            rows = opened.execute("select message_filename from messages").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise Unsound(f"has a list that SQLite cannot read ({type(error).__name__})") from None
    names = {os.path.normpath(str(name)) for (name,) in rows}
    if len(names) < len(rows):
        raise Unsound("has a list that names a file twice")
    if any(name.startswith(("/", "..")) for name in names):
        raise Unsound("has a list that leads out of its folder")
    return names


def _files(where: str) -> Iterator[tuple[str, int]]:
    """Yield the messages of one mailbox: not those of a mailbox below it."""
    for folder, below, names in os.walk(where):
        below[:] = [each for each in below if not os.path.exists(os.path.join(folder, each, LIST))]
        for name in names:
            if name.endswith(_MAIL):
                path = os.path.join(folder, name)
                yield path, os.lstat(path).st_size


def _sample(names: list[str]) -> list[str]:
    """Return some of them, from the first to the last, and the same ones each time."""
    step = max(1, len(names) // _SAMPLE)
    return [*names[::step], *names[-1:]]


def _is_message(path: str) -> bool:
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
            headers = BytesHeaderParser().parsebytes(file.read(_HEAD))
    except OSError:
        return False
    return any(name in headers for name in _HEADERS)
