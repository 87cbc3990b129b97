"""Undoing what was done to a repository in a bucket that keeps versions, since a moment.

Decided one file at a time, so that no more than one file's versions are held. restic never writes over a
file: it names all but its configuration by their content. So whatever lies over an older version was put
there by somebody else, and an early moment brings back more than a late one, and nothing wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from drplan.plan.cloud.version import Version

State = Literal["untouched", "deleted", "hidden", "overwritten", "gone"]
"""``deleted``: it was so before the moment, and stays so. ``gone``: hidden since, and no version is left."""

FOLDERS = ("config", "data", "index", "keys", "snapshots")
"""What restic needs; its ``locks`` are not brought back (restic's design document, "Repository Layout")."""

_NAMED = 20
_TOGETHER = timedelta(hours=1)
_SNAPSHOTS, _NEVER_DELETED = "snapshots", ("config", "keys")


@dataclass(frozen=True)
class Decision:
    """What is done to one file: these markers go; ``top`` is copied over ``over``, which lies on it now.

    ``path`` is below the repository's own prefix.
    """

    path: str
    state: State
    markers: tuple[Version, ...] = ()
    top: Version | None = None
    over: Version | None = None


def folder_of(path: str) -> str:
    """Return restic's folder that a file is in; ``config`` is one by itself."""
    return path.partition("/")[0]


def is_restics(path: str) -> bool:
    """Say whether a file is one that restic needs to give back what it keeps."""
    return folder_of(path) in FOLDERS


def decide(path: str, held: Sequence[Version], since: datetime) -> Decision:
    """Decide on one file by all its versions and markers, in any order.

    On top comes what was there at the moment. A file that first came since is kept as it first was: so a
    moment that is too early loses no recovery point that was made after it.
    """
    before = _newest(each for each in held if each.at < since)
    after = [each for each in held if each.at >= since]
    markers = tuple(each for each in after if each.marker)
    versions = [each for each in after if not each.marker]
    if all(each.marker for each in held) and markers:
        return Decision(path, "gone")
    if before is not None and before.marker:
        if not versions:
            return Decision(path, "deleted")
        before = None
    top = before or min(versions, key=lambda each: each.at, default=None)
    over = _newest(versions)
    if top is not None and over is not None and not _same(over, top):
        return Decision(path, "overwritten", markers, top, over)
    return Decision(path, "hidden" if markers else "untouched", markers)


def _newest(held: Iterable[Version]) -> Version | None:
    """Return the newest; of two of one second the marker, as what was put last hides what was there."""
    return max(held, key=lambda each: (each.at, each.marker), default=None)


def _same(one: Version, other: Version) -> bool:
    return (one.size, one.etag) == (other.size, other.etag)


@dataclass
class Tally:
    """What was decided on all files, or done: counts by state and folder, and some names."""

    counts: Counter[tuple[State, str]] = field(default_factory=Counter)
    names: dict[State, list[str]] = field(default_factory=dict)
    markers: int = 0
    versioned: bool = False
    missing: set[str] = field(default_factory=set)

    def add(self, decision: Decision) -> None:
        """Count one file; names are kept of the first few, and of the snapshots among them."""
        folder = folder_of(decision.path)
        self.counts[decision.state, folder] += 1
        self.markers += len(decision.markers)
        named = self.names.setdefault(decision.state, [])
        if decision.state != "untouched" and len(named) < _NAMED:
            named.append(decision.path)
        if folder == _SNAPSHOTS and decision.state != "gone":
            self.missing.discard(decision.path.rpartition("/")[2])

    def of(self, *states: State) -> int:
        """Count the files in these states."""
        return sum(number for (state, _), number in self.counts.items() if state in states)

    def shown(self, folder: str) -> int:
        """Count the files of a folder that are there, or can be."""
        states: tuple[State, ...] = ("untouched", "hidden", "overwritten")
        return sum(self.counts[state, folder] for state in states)

    @property
    def changes(self) -> int:
        """Count the files that are not as they were at the moment, and can be."""
        return self.of("hidden", "overwritten")


@dataclass
class Moments:
    """When files were hidden that are hidden now, by the minute: a moment to propose comes of it."""

    first: dict[datetime, datetime] = field(default_factory=dict)
    odd: set[datetime] = field(default_factory=set)
    with_snapshots: set[datetime] = field(default_factory=set)
    shown: int = 0
    hidden: int = 0

    def add(self, path: str, held: Sequence[Version]) -> None:
        """Look at one file."""
        folder, top = folder_of(path), _newest(held)
        versions = [each for each in held if not each.marker]
        if top is None or not versions:
            return
        oldest = min(versions, key=lambda each: each.at)
        written_over = [each for each in versions if not _same(each, oldest)]
        now = _newest(versions)
        if folder == _SNAPSHOTS:
            self.hidden += top.marker
            self.shown += not top.marker
        if top.marker:
            self._at(top.at, odd=folder in _NEVER_DELETED, snapshot=folder == _SNAPSHOTS)
        if written_over and now is not None and not _same(now, oldest):
            self._at(min(each.at for each in written_over), odd=True, snapshot=False)

    def _at(self, moment: datetime, *, odd: bool, snapshot: bool) -> None:
        minute = moment.replace(second=0, microsecond=0)
        self.first[minute] = min(moment, self.first.get(minute, moment))
        if odd:
            self.odd.add(minute)
        if snapshot:
            self.with_snapshots.add(minute)

    def proposed(self) -> datetime | None:
        """Return when the first attack began that is still felt; ``None`` when nothing looks like one.

        What no retention does: a file written over, the configuration or a key hidden, or every snapshot
        hidden. Whatever else was hidden within an hour before belongs to it.
        """
        suspects = set(self.odd)
        if self.hidden and not self.shown and self.with_snapshots:
            suspects.add(max(self.with_snapshots))
        if not suspects:
            return None
        began = min(suspects)
        for minute in sorted(self.first, reverse=True):
            if minute <= began and began - minute <= _TOGETHER:
                began = minute
        return self.first[began]
