"""Writing the manifest of folders in one walk and bounded memory; seeing whether they stayed as they were."""

from __future__ import annotations

import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from .judge import Doubts
from .manifest import Entry, Names, content_of, facts_of
from .manifest_counts import Counts, Tally
from .manifest_file import Writer, entry_of, line_of, tail_of
from .manifest_past import Found, Past, Seen, Shelf, record_of, record_of_untold, seen_path
from .manifest_readers import Readers
from .manifest_walk import Rules, Step, walk

_FILES_AT_ONCE = 256
_BYTES_AT_ONCE = 1 << 24
_ENTRIES_AT_ONCE = 4096
_FEW_FILES = 64
_FEW_BYTES = 1 << 21
"""So little is read here, before a process to read it could be started."""
TURNS = 30
"""Each day a part of the unchanged files is read again all the same: each within so many days of backups."""
_DAY = 86400
_NAMED = 20


@dataclass(frozen=True)
class Tree:
    """What a manifest is written of. ``again``: the newest manifest, though not good, is minutes old."""

    data_set: str
    roots: Sequence[str]
    rules: Rules
    canaries: Sequence[str] = ()
    again: bool = False


@dataclass(frozen=True)
class Written:
    """What was written. ``files`` and ``size`` (bytes) are what restic must find in the folders.

    ``silent`` counts files whose content changed while size, times and inode did not: restic must read all.
    ``loose`` says that sizes may differ, since there are volatile files.
    """

    counts: Counts
    doubts: Doubts
    silent: int
    files: int
    size: int
    loose: bool


def write_tree(
    tree: Tree, path: str, judge: Callable[[Counts], Doubts], *, now: float | None = None
) -> Written:
    """Write the manifest of folders to ``path``, counted against the last good one and judged.

    Of a file whose size, times and inode are those of the manifest before, the hash is taken from there.
    """
    shelf = Shelf(path)
    good, digest = shelf.good()
    tally = Tally(tree.canaries, first=not good)
    against = Past(good, digest, tally.lost)
    recent = Past(path, shelf.digest) if tree.again else against
    day = int((time.time() if now is None else now) // _DAY)
    header = {"data_set": tree.data_set, "kind": "paths"}
    with Writer(shelf.new, header) as writer, Seen(seen_path(shelf.new)) as seen:
        work = _Work(tree, tally, _Out(writer.add, seen.add), _Before(against, recent), day)
        work.run()
        doubts = judge(counts := tally.counts())
        writer.end(tail_of(counts.figures, [sentence for _, sentence in doubts]))
        seen.end(writer.digest, day, work.turn)
    shelf.take(writer.digest)
    return Written(counts, doubts, work.silent, work.files, work.size, work.loose)


def changed_since(tree: Tree, path: str) -> list[str]:
    """Return entries that are not as the newest manifest's walk saw them, the first of them by name."""
    past, rules = Past(path, Shelf(path).digest), tree.rules
    stayed = True
    for name, status, _ in walk(tree.roots, rules):
        if past.next_record() != record_of(name, status) and not _volatile(rules, name, status):
            stayed = False
            break
    stayed = stayed and not past.next_record()
    past.close()
    return [] if stayed else _name_changed(tree, path)


def _name_changed(tree: Tree, path: str) -> list[str]:
    changed: list[str] = []
    past = Past(path, Shelf(path).digest, lambda name, _: changed.append(name))
    for name, status, _ in walk(tree.roots, tree.rules):
        found = past.find(name)
        if found is None or found[1] not in (record_of(name, status), record_of_untold(name, status)):
            changed.append(os.fsdecode(name))
            if len(changed) > _NAMED:
                break
    else:
        past.end()
    past.close()
    return changed[:_NAMED]


def _volatile(rules: Rules, name: bytes, status: os.stat_result) -> bool:
    return bool(rules.volatile) and stat.S_ISREG(status.st_mode) and rules.volatile.cover(name)


@dataclass
class _Item:
    """One entry on its way: ``before`` is its line in the last good manifest, ``trusted`` one still true."""

    step: Step
    record: bytes
    before: bytes | None
    trusted: bytes | None
    same: bytes | None = None
    """The line that a file had whose record is the same, though it is read again."""
    content: Entry | None = None
    """What a file with several names is known to hold; which name comes first may have changed."""


@dataclass
class _Window:
    items: list[_Item] = field(default_factory=list)
    places: list[bytes] = field(default_factory=list)
    size: int = 0


@dataclass(frozen=True)
class _Out:
    line: Callable[[bytes], object]
    record: Callable[[bytes], object]


@dataclass(frozen=True)
class _Before:
    """The last good manifest, and the one whose hashes are taken: the same one, but for a second try."""

    good: Past
    recent: Past


class _Work:
    """One pass over the folders."""

    def __init__(self, tree: Tree, tally: Tally, out: _Out, before: _Before, day: int) -> None:
        self._tree, self._tally, self._out, self._before = tree, tally, out, before
        self._canaries = {os.fsencode(name) for name in tree.canaries}
        recent = before.recent
        self._due = recent.turn % TURNS if day != recent.day else TURNS
        self.turn = recent.turn + (day != recent.day)
        self.silent = self.files = self.size = self._kept = self._kept_size = 0
        self.loose = False
        self._names: Names = {}
        self._window, self._asked = _Window(), deque[_Window]()
        self._readers = Readers()

    def run(self) -> None:
        """Go through all of it."""
        try:
            self._walk()
            self._tally.same(self._kept, self._kept_size)
            self._close_window()
            while self._asked:
                self._settle(self._asked.popleft(), self._readers.answer())
        finally:
            self._readers.end()
        for past in (self._before.good, self._before.recent):
            past.end()
            past.close()

    def _walk(self) -> None:
        good, recent, rules = self._before.good, self._before.recent, self._tree.rules
        for step in walk(self._tree.roots, rules):
            name, status, trouble = step
            record = record_of(name, status)
            past = good.find(name)
            latest = past if recent is good else recent.find(name)
            before = past[0] if past else None
            if latest is not None and latest[1] == record:
                if past is latest and self._keep(name, status, latest):
                    continue
                self._trust(_Item(step, record, before, latest[0]))
            elif _volatile(rules, name, status):
                self.loose = True
                line = line_of(name, {"type": "file", "volatile": 1})
                self._put(_Item(step, record_of_untold(name, status), before, line))
            else:
                self._read(_Item(step, record_of_untold(name, status) if trouble else record, before, None))

    def _keep(self, name: bytes, status: os.stat_result, latest: Found) -> bool:
        """Write what most entries are, unchanged, at once; says whether it did."""
        if self._asked or self._window.items or name in self._canaries:
            return False
        if stat.S_ISREG(status.st_mode):
            if status.st_nlink > 1 or crc32(name) % TURNS == self._due:
                return False
            self.files += 1
            self.size += status.st_size
            self._kept_size += status.st_size
        elif not stat.S_ISDIR(status.st_mode):
            return False
        self._out.line(latest[0])
        self._out.record(latest[1])
        self._kept += 1
        return True

    def _trust(self, item: _Item) -> None:
        """Take an unchanged entry's line as it was, or read it again because its turn has come."""
        name, status, _ = item.step
        if stat.S_ISDIR(status.st_mode):
            self._put(item)
        elif stat.S_ISREG(status.st_mode) and crc32(name) % TURNS == self._due:
            same = item.trusted if status.st_nlink == 1 else None
            self._read(replace(item, trusted=None, same=same))
        elif status.st_nlink > 1:
            facts = entry_of(item.trusted or b"")[1]
            known: Entry = {word: facts[word] for word in ("sha256", "dense") if word in facts}
            self._read(replace(item, trusted=None, content=known))
        else:
            self._put(item)

    def _put(self, item: _Item) -> None:
        """Write an entry whose line is known, now or after those that are still being read."""
        if self._window.items or self._asked:
            self._window.items.append(item)
            if len(self._window.items) >= _ENTRIES_AT_ONCE:
                self._close_window()
        else:
            self._write(item, item.trusted or b"")

    def _read(self, item: _Item) -> None:
        window, (name, status, _) = self._window, item.step
        window.items.append(item)
        if stat.S_ISREG(status.st_mode) and item.content is None:
            window.places.append(name)
            window.size += status.st_size
        if (
            len(window.places) >= _FILES_AT_ONCE
            or window.size >= _BYTES_AT_ONCE
            or len(window.items) >= _ENTRIES_AT_ONCE
        ):
            self._close_window()

    def _close_window(self) -> None:
        window, self._window = self._window, _Window()
        if not self._asked and len(window.places) < _FEW_FILES and window.size < _FEW_BYTES:
            self._settle(window, map(content_of, window.places))
            return
        if len(self._asked) >= self._readers.ahead:
            self._settle(self._asked.popleft(), self._readers.answer())
        self._readers.ask(window.places)
        self._asked.append(window)

    def _settle(self, window: _Window, contents: Iterable[Entry]) -> None:
        read = iter(contents)
        for item in window.items:
            if item.trusted is not None:
                self._write(item, item.trusted)
                continue
            name, status, _ = item.step
            content = item.content
            if content is None and stat.S_ISREG(status.st_mode):
                content = next(read)
            facts = facts_of(item.step, self._names, content=content)
            if "unread" in facts and not os.path.lexists(name):
                continue
            if "unread" in facts:
                item.record = record_of_untold(name, status)
            line = line_of(name, facts)
            self.silent += item.same is not None and item.same != line
            self._write(item, line)

    def _write(self, item: _Item, line: bytes) -> None:
        name, status, _ = item.step
        self._out.line(line)
        self._out.record(item.record)
        size = 0
        if stat.S_ISREG(status.st_mode) and b'"unread":' not in line:
            size = status.st_size
            self.files += 1
            self.size += size
        if line == item.before and name not in self._canaries:
            self._tally.same(1, size)
        else:
            self._tally.met(*entry_of(line), item.before)
