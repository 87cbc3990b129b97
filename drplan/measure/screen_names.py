"""What file names tell of ransomware: one new ending on many kinds of files, and notes that ask for money.

Families differ, and change their words each month; what they have in common does not: each hit file gets an
ending that nobody here used before, and each hit folder the same note.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from drplan.ports import Entries, Facts

_FEW = 20
_FOLDERS = 3
_KINDS = 3
_HARMLESS = frozenset(
    "gz bz2 xz zst lz4 zip 7z rar bak old orig tmp pdf jpg webp docx xlsx pptx odt".split()  # noqa: SIM905
)
"""Endings that files are given by people and their programs, many at a time."""
_NOTORIOUS = frozenset(
    "locked encrypted enc crypt crypted cry wncry lockbit ryuk akira royal hive conti medusa phobos dharma "  # noqa: SIM905
    "cerber locky zepto osiris djvu makop basta blackcat rhysida qilin".split()
)
"""Endings that need no history to be doubted; on many dense files, that is."""
_NOTE = re.compile(
    r"(how|help|read|restore|recover|decrypt|unlock|!).{0,30}"
    r"(decrypt|recover|restor|unlock|encrypted|ransom|your.?files|my.?files|back.?(my|your))"
    r"|ransom.?note|readme.{0,6}decrypt|decrypt.{0,20}(instruction|info|file|readme|help)|^!+\W*read",
    re.IGNORECASE,
)
_NOTE_ENDINGS = ("txt", "html", "htm", "hta", "rtf", "png", "bmp", "url", "")


def swapped_endings(now: Mapping[str, Facts], before: Mapping[str, Facts]) -> Iterator[str]:
    """Doubt files that are now called as they were with one ending more, or with another, the same on all.

    Without any before, only notorious endings on content that looks encrypted are doubted.
    """
    came: Counter[str] = Counter()
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    old = _OldNames(now, before)
    for name, facts in now.items():
        ending = ending_of(name)
        if name in before or not old.is_new(ending):
            continue
        was = old.behind(name)
        if ending in _NOTORIOUS and "dense" in facts:
            was = was or {name}
        if was:
            came[ending] += 1
            kinds[ending] |= was
    for ending, count in came.most_common(1):
        if count >= _least(len(before) or len(now)) and len(kinds[ending]) >= _KINDS:
            yield f"{count:,} files have the new ending .{ascii(ending)[1:-1]}"


class _OldNames:
    """The names that are there no longer, and the endings that were in use."""

    def __init__(self, now: Mapping[str, Facts], before: Mapping[str, Facts]) -> None:
        self._known = {ending_of(name) for name in before}
        self._gone = {name for name in before if name not in now}
        self._endings: defaultdict[str, set[str]] = defaultdict(set)
        for name in self._gone:
            self._endings[_stem(name)].add(ending_of(name))

    def is_new(self, ending: str) -> bool:
        return bool(ending) and not ending.isdigit() and ending not in _HARMLESS | self._known

    def behind(self, name: str) -> set[str]:
        """Return the kinds of files this may have been; a whole old name is a kind by itself."""
        stem = _stem(name)
        return {stem} if stem in self._gone else set(self._endings.get(stem, ()))


def note_names(now: Entries, before: Entries, *, doubted: bool) -> Iterator[str]:
    """Doubt a file of a ransom note's name that is new in several folders; one is enough in bad company."""
    folders: defaultdict[str, set[str]] = defaultdict(set)
    for name, facts in now.items():
        if name not in before and facts.get("type") == "file" and _is_note(basename(name)):
            folders[basename(name)].add(dirname(name))
    for own, places in sorted(folders.items(), key=lambda each: (-len(each[1]), each[0]))[:1]:
        if len(places) >= _FOLDERS or doubted:
            count = f"{len(places)} folders have" if len(places) > 1 else "a folder has"
            yield f"{count} a file called {ascii(own)[1:-1]}, as ransom notes are"


def _is_note(own: str) -> bool:
    stem, _, ending = own.rpartition(".")
    return ending.lower() in _NOTE_ENDINGS and _NOTE.search(stem or own) is not None


def ending_of(name: str) -> str:
    """Return a name's ending in small letters, without its dot; empty where it has none."""
    own = basename(name)
    return own.rpartition(".")[2].lower() if "." in own.lstrip(".") else ""


def _stem(name: str) -> str:
    ending = ending_of(name)
    return name[: -len(ending) - 1] if ending else name


def _least(before: int) -> int:
    return min(_FEW, max(2, before // 2))
