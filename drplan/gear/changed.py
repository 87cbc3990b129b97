"""Where and how much a configuration differs from an earlier one, for people. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.gear.platform import Platform

_NAME = re.compile(r'^ "(?P<name>[^"]+)":')
_MENU = "/"
"""What a line begins with that opens a part of a configuration of the shape ``paths``."""


@dataclass(frozen=True)
class Difference:
    """``blocks`` are the parts that differ, in the order met; ``diff`` is unified, without its file names."""

    blocks: tuple[str, ...]
    added: int
    removed: int
    diff: str


def difference(before: str, after: str, platform: Platform) -> Difference:
    """Return what differs line by line; the texts are masked, or else the secrets would be in it."""
    old, new = before.splitlines(), after.splitlines()
    matched = difflib.SequenceMatcher(None, old, new).get_opcodes()
    moved = [
        (one, another) for word, *place in matched if word != "equal" for one, another in [_sides(place)]
    ]
    lost = [line for gone, _ in moved for line in gone]
    come = [line for _, found in moved for line in found]
    blocks = dict.fromkeys((*_blocks(old, lost, platform), *_blocks(new, come, platform)))
    lines = difflib.unified_diff(old, new, lineterm="")
    return Difference(tuple(blocks), len(come), len(lost), "\n".join([*lines][2:]))


def _sides(place: Sequence[int]) -> tuple[range, range]:
    return range(place[0], place[1]), range(place[2], place[3])


def _blocks(lines: Sequence[str], numbers: Sequence[int], platform: Platform) -> Iterator[str]:
    for number in numbers:
        if lines[number].strip():
            yield block_of(lines, number, platform)


def block_of(lines: Sequence[str], number: int, platform: Platform) -> str:
    """Name the part of a configuration that a line stands in: its outermost header, or its own first word.

    ``ntp`` of ``ntp server 192.0.2.1``; of the shape ``paths``, the menu; of a document, its first name.
    """
    if platform.text.shape == "document":
        return _part_of_document(lines[: number + 1])
    menus = platform.text.shape == "paths"
    for index in range(number, -1, -1):
        line = lines[index]
        opens = line.startswith(_MENU) if menus else line[:1].strip() not in ("", "}")
        if opens and (index < number or menus):
            return line.rstrip(" {")
        if opens:
            opened = number + 1 < len(lines) and lines[number + 1][:1] in (" ", "\t")
            return line.rstrip(" {") if opened else line.split()[0]
    return lines[number].split()[0]


def _part_of_document(lines: Sequence[str]) -> str:
    """Return the name nearest to the left margin that the last line stands below."""
    names = (found["name"] for line in reversed(lines) if (found := _NAME.match(line)))
    return next(names, "the document")
