"""A folder of Moodle's course backups: each archive read to its end, the newest of each course known.

An archive that is not whole is kept and doubted, with the others: it may be all there is of its course.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .content import Content, in_words, seconds_in, stale
from .fault import Fault
from .judge import Doubts
from .manifest import Entry
from .moodle_archive import Backup, read_backup
from .unsound import Unsound

_DAYS = 8.0
"""Moodle's automated backups run once a week at the least."""
_DAY, _HOUR = 86400.0, 3600.0
_TOTALS = ("archives", "courses", "activities", "files inside")


def read(folder: str, source: Mapping[str, Any]) -> Content:
    """Read every ``.mbz`` below the folder; ``Fault`` when there is none."""
    whole: list[Backup] = []
    troubles: list[str] = []
    archives = sorted(_archives(folder))
    for path in archives:
        try:
            whole.append(read_backup(path))
        except Unsound as wrong:
            troubles.append(f"{os.path.relpath(path, folder)} {wrong}")
    if not archives:
        raise Fault("source-empty", f"{folder} holds no course backup (.mbz)")
    # What is counted must be the same after a restore, at whatever time that is; a doubt is of today.
    believed = _newest(each for each in whole if each.made <= time.time() + _HOUR)
    latest = max((each.made for each in believed.values()), default=0.0)
    doubts = [*in_words("archives", troubles), *stale(latest, source, _DAYS), *_behind(believed, source)]
    return Content(_entries(archives, _newest(whole)), doubts, latest, watched=_TOTALS)


def _newest(backups: Iterable[Backup]) -> dict[str, Backup]:
    """Return each course's newest backup."""
    return {each.course: each for each in sorted(backups, key=lambda each: each.made)}


def _archives(folder: str) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        yield from (os.path.join(where, name) for name in names if name.endswith(".mbz"))


def _entries(archives: list[str], newest: Mapping[str, Backup]) -> dict[str, Entry]:
    counts = {
        "archives": len(archives),
        "courses": len(newest),
        "activities": sum(each.activities for each in newest.values()),
        "files inside": sum(each.files for each in newest.values()),
    }
    totals: dict[str, Entry] = {name: {"count": count} for name, count in counts.items()}
    return {**totals, **{f"course {name}": _counted(each) for name, each in sorted(newest.items())}}


def _counted(backup: Backup) -> Entry:
    return {
        "activities": backup.activities,
        "sections": backup.sections,
        "files": backup.files,
        "users": int(backup.users),
    }


def _behind(newest: Mapping[str, Backup], source: Mapping[str, Any]) -> Doubts:
    """Doubt courses whose newest backup is older than each course's may be, where that is declared."""
    declared = source.get("each_course_within")
    if not declared:
        return []
    limit = time.time() - seconds_in(declared)
    old = sum(each.made < limit for each in newest.values())
    days = seconds_in(declared) / _DAY
    return (
        [("stale", f"{old} of {len(newest)} courses have no backup of the last {days:g} days")] if old else []
    )
