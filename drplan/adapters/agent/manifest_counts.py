"""Counting a manifest against the one before it, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .figures import Figures
from .manifest import Entry
from .manifest_file import entry_of

Told = tuple["Entry | None", "Entry | None"]
"""An entry's facts now and in the last good manifest; ``None`` where it is not."""

_NOT_CONTENT = frozenset(("mode", "uid", "gid", "mtime_ns", "xattrs", "same_as"))
_MOST = 100_000
"""So many names' contents are remembered to tell moves from losses: memory stays bounded."""
_NAMED = 20


@dataclass(frozen=True)
class Counts:
    """What a backup's sanity is judged by: figures, canaries, and names of what could not be read.

    ``unread`` holds the first of them; ``unread_in_all`` says how many there are.
    """

    figures: Figures
    canaries: Mapping[str, Told]
    unread: tuple[str, ...] = ()
    unread_in_all: int = 0


class Tally:
    """Counts entries as they are written. ``lost`` is told for every entry that is no longer there.

    ``first`` says that there is no manifest before: nothing can have moved then.
    """

    def __init__(self, canaries: Iterable[str] = (), *, first: bool = False) -> None:
        self.first = first
        self._watched: dict[str, Told] = dict.fromkeys(canaries, (None, None))
        self._entries = self._bytes = self._new = self._changed = self._vanished = self._rows = 0
        self._dense_new = self._dense_changed = self._grew_dense = self._unread = 0
        self._named: list[str] = []
        self._came: dict[int, int] = {}
        self._went: dict[int, int] = {}
        self._dense: set[int] = set()

    def same(self, count: int, size: int) -> None:
        """Count entries that are what they were, with their ``size`` in all."""
        self._entries += count
        self._bytes += size

    def fresh(self, size: int, *, dense: bool) -> None:
        """Count a file where there is no manifest before."""
        self._entries += 1
        self._bytes += size
        self._new += 1
        self._dense_new += dense

    def met(self, name: str, facts: Entry, before: bytes | None) -> None:
        """Count an entry; ``before`` is its line in the manifest before."""
        self._entries += 1
        self._bytes += int(facts.get("size", 0))
        self._rows += int(facts.get("rows", 0))
        old = entry_of(before)[1] if before else None
        if name in self._watched:
            self._watched[name] = (facts, old)
        if "unread" in facts:
            self._unread += 1
            self._named += [name] if len(self._named) < _NAMED else []
        if old is None:
            self._new += 1
            self._dense_new += "dense" in facts
            self._note(self._came, facts)
        elif _content(old) != _content(facts):
            self._changed += 1
            self._dense_changed += "dense" in facts
            self._grew_dense += "dense" in facts and "dense" not in old

    def lost(self, name: str, facts: Entry) -> None:
        """Count an entry of the manifest before that is not in this one."""
        self._vanished += 1
        self._note(self._went, facts)
        if name in self._watched:
            self._watched[name] = (None, facts)

    def counts(self, *, bytes_in_all: int | None = None) -> Counts:
        """Return what was counted; ``bytes_in_all`` is said of data sets whose entries have no size."""
        moved = {content: min(count, self._went.get(content, 0)) for content, count in self._came.items()}
        figures = Figures(
            entries=self._entries,
            bytes=self._bytes,
            new=self._new,
            changed=self._changed,
            vanished=self._vanished,
            dense_new=self._dense_new,
            dense_changed=self._dense_changed,
            grew_dense=self._grew_dense,
            rows=self._rows,
            moved=sum(moved.values()),
            dense_moved=sum(count for content, count in moved.items() if content in self._dense),
        )
        if bytes_in_all is not None:
            figures = replace(figures, bytes=bytes_in_all)
        return Counts(figures, self._watched, tuple(self._named), self._unread)

    def _note(self, contents: dict[int, int], facts: Entry) -> None:
        digest = str(facts.get("sha256", ""))
        if self.first or not digest:
            return
        content = int(digest[:15], 16)
        if content in contents or len(contents) < _MOST:
            contents[content] = contents.get(content, 0) + 1
            if "dense" in facts:
                self._dense.add(content)


def _content(facts: Entry) -> Entry:
    return {name: value for name, value in facts.items() if name not in _NOT_CONTENT}
