"""A configuration's lines: cut, cleaned of what is not of it, and refused when they hide something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from drplan.gear.node import Unreadable
from drplan.gear.platform import Platform

_CONTROL = re.compile(r"[\x00-\x02\x04-\x08\x0b-\x1f\x7f]")
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029\u0085]")


def numbered(text: str) -> list[tuple[int, str]]:
    """Return lines without their ends, counted from 1.

    Raises ``Unreadable`` for control characters (a cut or disturbed session) and for those that show a line
    otherwise than it is.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if _CONTROL.search(text.replace("\r\n", "\n")) or _TURNS.search(text):
        for number, line in enumerate(lines, 1):
            _refuse(number, line)
    return list(enumerate(lines, 1))


def _refuse(number: int, line: str) -> None:
    if found := _CONTROL.search(line):
        raise Unreadable(number, f"holds the control character U+{ord(found[0]):04X}")
    if found := _TURNS.search(line):
        raise Unreadable(number, f"holds U+{ord(found[0]):04X}, which shows a line otherwise than it is")


def any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """Return one pattern for several, or nothing for none."""
    joined = "|".join(f"(?:{each})" for each in patterns)
    return re.compile(joined) if joined else None


def held(text: str, platform: Platform) -> Iterator[tuple[int, str]]:
    """Yield what is of the configuration: no noise, no comment, no blank line; what spans lines is one.

    Raises ``Unreadable``, also for what spans lines and does not end.
    """
    said = platform.text
    skipped = any_of((*said.noise, *said.comment, *said.volatile))
    opens = any_of(first for first, _ in said.wholes)
    lines = iter(numbered(text))
    for number, raw in lines:
        line = raw.rstrip()
        if not line or (skipped and skipped.search(line)):
            continue
        yield number, _whole(number, line, lines, platform) if opens and opens.search(line) else line


def _whole(number: int, line: str, lines: Iterator[tuple[int, str]], platform: Platform) -> str:
    last = last_of(line, platform)
    if last is None:
        return line
    taken = [line]
    for _, each in lines:
        taken.append(each.rstrip())
        if last.search(each):
            return "\n".join(taken)
    raise Unreadable(number, "begins what spans lines, and its end did not come")


def last_of(line: str, platform: Platform) -> re.Pattern[str] | None:
    """Return what the last line of what begins here holds; nothing when it ends where it began."""
    for first, last in platform.text.wholes:
        if found := re.search(first, line):
            end = found.groupdict().get("end")
            if end is None:
                return re.compile(last)
            again = re.compile(last.replace("{end}", re.escape(end)))
            return None if again.search(line, found.end()) else again
    return None
