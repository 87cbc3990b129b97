"""What file names tell of ransomware: one new ending on many kinds of files, and notes that ask for money.

Families differ, and change their words each month; what they have in common does not: each hit file gets an
ending that nobody here used before, and each hit folder the same note.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname

from drplan.ports import Entries, Facts

_FEW = 20
_FOLDERS = 3
_KINDS = 3
_HARMLESS = frozenset("gz bz2 xz zst lz4 zip 7z rar bak old orig tmp pdf jpg webp docx xlsx pptx odt".split())
"""Endings that files are given by people and their programs, many at a time."""
_NOTORIOUS = frozenset(
    "locked lock encrypted enc crypt crypted crypto cry wncry wannacry lockbit ryuk akira royal play hive conti "
    "medusa phobos dharma cerber locky zepto osiris djvu stop makop basta blackcat rhysida qilin".split()
)
"""Endings that need no history to be doubted; on many dense files, that is."""
_NOTE = re.compile(
    r"(how|help|read|restore|recover|decrypt|unlock|!).{0,30}(decrypt|recover|restor|unlock|encrypted|ransom"
    r"|your.?files|readme|my.?files|back.?(my|your))|ransom.?note|_?readme_?\W*(for|to).?decrypt|decrypt.{0,20}"
    r"(instruction|info|file|readme|help)",
    re.IGNORECASE,
)
_NOTE_ENDINGS = ("txt", "html", "htm", "hta", "rtf", "png", "bmp", "url", "")


def swapped_endings(now: Mapping[str, Facts], before: Mapping[str, Facts]) -> Iterator[str]:
    """Doubt files that are now called as they were with one ending more, or with another, the same on all.

    Without any before, only notorious endings on content that looks encrypted are doubted.
    """
    known = {_ending(name) for name in before}
    gone = {name for name in before if name not in now}
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for name in gone:
        by_stem[_stem(name)].append(name)
    came: Counter[str] = Counter()
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for name, facts in now.items():
        ending = _ending(name)
        if name in before or not ending or ending.isdigit() or ending in _HARMLESS | known:
            continue
        if ending in _NOTORIOUS and "dense" in facts:
            came[ending] += 1
            kinds[ending] |= {str(number) for number in range(_KINDS)}
            continue
        stem = _stem(name)
        old = [stem] if stem in gone else by_stem.get(stem, [])
        if old:
            came[ending] += 1
            kinds[ending] |= {_ending(each) for each in old} | ({f"{stem} whole"} if stem in gone else set())
    for ending, count in came.most_common(1):
        if count >= _least(len(before) or len(now)) and len(kinds[ending]) >= _KINDS:
            yield f"{count:,} files have the new ending .{ascii(ending)[1:-1]}"


def note_names(now: Entries, before: Entries, *, doubted: bool) -> Iterator[str]:
    """Doubt a file of a ransom note's name that is new in several folders; one is enough in bad company."""
    folders: defaultdict[str, set[str]] = defaultdict(set)
    for name, facts in now.items():
        own = basename(name)
        if facts.get("type") == "file" and name not in before and _is_note(own):
            folders[own].add(dirname(name))
    for own, places in sorted(folders.items(), key=lambda each: -len(each[1])):
        if len(places) >= _FOLDERS or doubted:
            yield f"{len(places)} folders have a file called {ascii(own)[1:-1]}, as ransom notes are"
            return


def endings(names: Iterable[str]) -> Counter[str]:
    """Count names by their ending, in small letters, without its dot."""
    return Counter(_ending(name) for name in names)


def _is_note(own: str) -> bool:
    stem, _, ending = own.rpartition(".")
    return ending.lower() in _NOTE_ENDINGS and _NOTE.search(stem or own) is not None


def _ending(name: str) -> str:
    own = basename(name)
    return own.rpartition(".")[2].lower() if "." in own.lstrip(".") else ""


def _stem(name: str) -> str:
    ending = _ending(name)
    return name[: -len(ending) - 1] if ending else name


def _least(before: int) -> int:
    return min(_FEW, max(2, before // 2))
