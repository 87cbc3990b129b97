"""What restic's verbs give, as typed values. It leaves zeros and empty lists out of its JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_FIRST, _LAST = 1970, 9000
"""Years in between can be told in any zone, and counted from any other."""
_NANOSECONDS = re.compile(r"(\.\d{6})\d+")


def moment(text: str) -> datetime:
    """Read one of restic's moments; Python 3.11 refuses their nanoseconds.

    Raises ``ValueError``, for one without a zone and one that no calendar has in UTC as well.
    """
    found = datetime.fromisoformat(_NANOSECONDS.sub(r"\1", text))
    if found.tzinfo is None or not _FIRST <= found.year < _LAST:
        raise ValueError("no moment of ours")
    return found


@dataclass(frozen=True)
class Backup:
    """A snapshot that was made. ``errors`` names what could not be read: with any, it is a partial one.

    ``began`` and ``ended`` are restic's ``backup_start`` and ``backup_end``; ``added`` counts stored bytes.
    """

    snapshot: str
    began: str
    ended: str
    files: int
    size: int
    added: int
    errors: tuple[str, ...] = ()
    error_count: int = 0

    @property
    def seconds(self) -> float:
        """Return how long it took."""
        return (moment(self.ended) - moment(self.began)).total_seconds()

    @property
    def partial(self) -> bool:
        """Say whether something could not be read."""
        return self.error_count > 0


def backup(
    summary: Mapping[str, Any], errors: Sequence[str] = (), error_count: int = 0, *, incomplete: bool = False
) -> Backup:
    """Read a backup's ``summary`` line. ``incomplete`` counts as one error where restic named none."""
    return Backup(
        snapshot=summary["snapshot_id"],
        began=summary["backup_start"],
        ended=summary["backup_end"],
        files=summary.get("total_files_processed", 0),
        size=summary.get("total_bytes_processed", 0),
        added=summary.get("data_added_packed", 0),
        errors=tuple(errors),
        error_count=max(error_count, 1 if incomplete else 0),
    )


@dataclass(frozen=True)
class Restored:
    """Counters of a restore. No proof of one: the disk may have been full."""

    files: int
    size: int
    skipped: int


def restored(summary: Mapping[str, Any]) -> Restored:
    """Read a restore's ``summary`` line."""
    return Restored(
        files=summary.get("files_restored", 0),
        size=summary.get("bytes_restored", 0),
        skipped=summary.get("files_skipped", 0),
    )


@dataclass(frozen=True)
class Snapshot:
    """One snapshot as the repository lists it. ``original`` is the one it was rewritten or copied from."""

    id: str
    time: str
    tree: str
    paths: tuple[str, ...]
    tags: tuple[str, ...]
    host: str
    parent: str
    original: str
    program: str
    summary: Mapping[str, Any]


def snapshot(said: Mapping[str, Any]) -> Snapshot:
    """Read one element of what ``snapshots`` lists."""
    return Snapshot(
        id=said["id"],
        time=said["time"],
        tree=said["tree"],
        paths=tuple(said.get("paths") or ()),
        tags=tuple(said.get("tags") or ()),
        host=said.get("hostname", ""),
        parent=said.get("parent", ""),
        original=said.get("original", ""),
        program=said.get("program_version", ""),
        summary=said.get("summary") or {},
    )


@dataclass(frozen=True)
class Node:
    """One entry of a snapshot, as ``ls`` and ``find`` tell it; ``mode`` is Go's own number."""

    path: str
    type: str
    size: int
    mode: int
    uid: int
    gid: int
    mtime: str


def node(said: Mapping[str, Any]) -> Node:
    """Read one ``node``."""
    return Node(
        path=said["path"],
        type=said["type"],
        size=said.get("size", 0),
        mode=said.get("mode", 0),
        uid=said.get("uid", 0),
        gid=said.get("gid", 0),
        mtime=said.get("mtime", ""),
    )


@dataclass(frozen=True)
class Stats:
    """``size`` in bytes, counted in the mode that was asked for; ``blobs`` only in the mode raw-data."""

    size: int
    files: int
    blobs: int
    snapshots: int


def stats(said: Mapping[str, Any]) -> Stats:
    """Read what ``stats`` counted."""
    return Stats(
        size=said.get("total_size", 0),
        files=said.get("total_file_count", 0),
        blobs=said.get("total_blob_count", 0),
        snapshots=said.get("snapshots_count", 0),
    )


@dataclass(frozen=True)
class Checked:
    """What ``check`` found: the first ``errors`` in restic's words, and how many there are."""

    error_count: int
    errors: tuple[str, ...]
    broken_packs: tuple[str, ...]
    repair_index: bool
    unused_packs: bool

    @property
    def sound(self) -> bool:
        """Say whether it found nothing wrong in what it read."""
        return not self.error_count and not self.broken_packs


def checked(summary: Mapping[str, Any], errors: Sequence[str]) -> Checked:
    """Read a check's ``summary`` line."""
    return Checked(
        error_count=summary.get("num_errors", 0),
        errors=tuple(errors),
        broken_packs=tuple(summary.get("broken_packs") or ()),
        repair_index=bool(summary.get("suggest_repair_index")),
        unused_packs=bool(summary.get("suggest_prune")),
    )


@dataclass(frozen=True)
class Found:
    """Where ``find`` saw something."""

    snapshot: str
    matches: tuple[Node, ...]


def found(said: Mapping[str, Any]) -> Found:
    """Read one snapshot's finds."""
    return Found(said["snapshot"], tuple(node(each) for each in said.get("matches") or ()))


@dataclass(frozen=True)
class Config:
    """A repository's own settings; ``id`` is the same for as long as it lives, ``version`` its format."""

    id: str
    version: int
    chunker_polynomial: str


def config(said: Mapping[str, Any]) -> Config:
    """Read what ``cat config`` says."""
    return Config(said["id"], said["version"], said.get("chunker_polynomial", ""))
