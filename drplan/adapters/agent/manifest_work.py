"""One pass over folders: what is unchanged is taken over, the rest read, and all of it written in order."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from zlib import crc32

from .manifest import Entry, Names, facts_of
from .manifest_counts import Tally
from .manifest_file import entry_of, line_at, line_of
from .manifest_past import Past, record_of, record_of_untold
from .manifest_readers import Readers
from .manifest_walk import Rules, Step, Tree, walk

_FILES_AT_ONCE = 256
_BYTES_AT_ONCE = 1 << 24
_ENTRIES_AT_ONCE = 4096
_FEW_FILES = 64
_FEW_BYTES = 1 << 21
"""So little is read here, before a process to read it could be started."""
TURNS = 30
"""Each day a part of the unchanged files is read again all the same: each within so many days of backups."""


def is_volatile(rules: Rules, name: bytes, status: os.stat_result) -> bool:
    """Say whether an entry is a file that may change at any time."""
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
class Out:
    """Where lines and records go."""

    line: Callable[[bytes], object]
    record: Callable[[bytes], object]


@dataclass(frozen=True)
class Before:
    """The last good manifest, and the one whose hashes are taken: the same one, but for a second try."""

    good: Past
    recent: Past


class Work:
    """One pass over the folders."""

    def __init__(self, tree: Tree, tally: Tally, out: Out, before: Before, day: int) -> None:
        self._tree, self._tally, self._out, self._before = tree, tally, out, before
        self._canaries = {os.fsencode(name) for name in tree.canaries}
        recent = before.recent
        self._due = recent.turn % TURNS if day != recent.day else TURNS
        self.turn = recent.turn + (day != recent.day)
        self.silent = self.files = self.size = 0
        self._passed = self._passed_files = self._passed_size = 0
        self.loose = False
        self._names: Names = {}
        self._window, self._asked = _Window(), deque[_Window]()
        self._readers = Readers()

    def run(self) -> None:
        """Go through all of it."""
        try:
            self._walk()
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
            if self._goes_on(step, record):
                continue
            self._catch_up()
            past = good.find(name)
            latest = past if recent is good else recent.find(name)
            before = past[0] if past else None
            if latest is not None and latest[1] == record and not trouble:
                self._trust(_Item(step, record, before, latest[0]))
            elif is_volatile(rules, name, status):
                self.loose = True
                line = line_of(name, {"type": "file", "volatile": 1})
                self._put(_Item(step, record_of_untold(name, status), before, line))
            else:
                self._read(_Item(step, record, before, None))
        self._catch_up()

    def _goes_on(self, step: Step, record: bytes) -> bool:
        """Pass over what most entries are, unchanged and next in the manifest before; say whether it did."""
        name, status, trouble = step
        if self._tree.again or self._asked or self._window.items or trouble or name in self._canaries:
            return False
        size = 0
        if stat.S_ISREG(status.st_mode):
            if status.st_nlink > 1 or crc32(name) % TURNS == self._due:
                return False
            size = status.st_size
        elif not stat.S_ISDIR(status.st_mode):
            return False
        if not self._before.good.goes_on(record):
            return False
        self._out.record(record)
        self._passed += 1
        self._passed_files += stat.S_ISREG(status.st_mode)
        self._passed_size += size
        if self._passed >= _ENTRIES_AT_ONCE:
            self._catch_up()
        return True

    def _catch_up(self) -> None:
        """Write the lines of what was passed over."""
        if self._passed:
            self._out.line(self._before.good.passed())
            self._tally.same(self._passed, self._passed_size)
            self.files += self._passed_files
            self.size += self._passed_size
            self._passed = self._passed_files = self._passed_size = 0

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
        if _is_read_aside(item):
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
            self._settle(window, map(line_at, window.places))
            return
        if len(self._asked) >= self._readers.ahead:
            self._settle(self._asked.popleft(), self._readers.answer())
        self._readers.ask(window.places)
        self._asked.append(window)

    def _settle(self, window: _Window, lines: Iterable[bytes]) -> None:
        read = iter(lines)
        for item in window.items:
            if item.trusted is not None:
                line = item.trusted
            elif _is_read_aside(item):
                line = next(read)
            else:
                line = _line_here(item, self._names)
            if line:
                self.silent += item.same is not None and item.same != line
                self._write(item, line)

    def _write(self, item: _Item, line: bytes) -> None:
        name, status, _ = item.step
        untold = b'"unread":' in line
        self._out.line(line)
        self._out.record(record_of_untold(name, status) if untold else item.record)
        size = 0
        if stat.S_ISREG(status.st_mode) and not untold:
            size = status.st_size
            self.files += 1
            self.size += size
        if name in self._canaries or untold:
            self._tally.met(*entry_of(line), item.before)
        elif line == item.before:
            self._tally.same(1, size)
        elif self._tally.first:
            self._tally.fresh(size, dense=b'"dense":1' in line)
        else:
            self._tally.met(*entry_of(line), item.before)


def _is_read_aside(item: _Item) -> bool:
    """Say whether another process may read it: a file with one name. The first of several is told here."""
    _, status, _ = item.step
    return item.trusted is None and stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _line_here(item: _Item, names: Names) -> bytes:
    """Return the line of what is no plain file, or has several names; empty when it went away."""
    facts = facts_of(item.step, names, content=item.content)
    if "unread" in facts and not os.path.lexists(item.step[0]):
        return b""
    return line_of(item.step[0], facts)
