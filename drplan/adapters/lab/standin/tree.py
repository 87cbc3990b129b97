"""A configuration of lines below lines, as Cisco's devices and their likes have it, and how it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Line:
    """One line, and what stands below it when it opens a block. Its text may go over several lines."""

    __slots__ = ("lines", "opens", "text")

    def __init__(self, text: str, *, opens: bool = False) -> None:
        self.text, self.opens = text, opens
        self.lines: list[Line] = []

    def find(self, pattern: str) -> list[Line]:
        """Return the lines right below that match a pattern from their beginning."""
        return [each for each in self.lines if re.match(pattern, each.text)]

    def block(self, text: str) -> Line | None:
        """Return the line right below that says just this; ``None`` when none does."""
        return next((each for each in self.lines if each.text == text), None)

    def value(self, pattern: str) -> str:
        """Return the first group of the first line right below that matches; empty when none does."""
        for each in self.lines:
            found = re.match(pattern, each.text)
            if found:
                return found[1]
        return ""


def rows(block: Line, indent: str = " ", depth: int = 0) -> Iterator[str]:
    """Yield what stands below a block, indented."""
    for each in block.lines:
        yield indent * depth + each.text
        yield from rows(each, indent, depth + 1)


def natural(text: str) -> list[tuple[int, str]]:
    """Return a key that sorts ``Gi1/0/2`` before ``Gi1/0/10``."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]


def ranked(lines: list[Line], order: tuple[str, ...], alike: tuple[str, ...]) -> list[Line]:
    """Return lines in the order of the patterns they match; those that begin with ``alike`` by their numbers.

    Whatever the order in which lines were typed, a device prints them in its own. The last pattern matches
    all.
    """

    def place(line: Line) -> tuple[int, list[tuple[int, str]]]:
        rank = next(rank for rank, each in enumerate(order) if re.match(each, line.text))
        return rank, natural(line.text) if line.text.startswith(alike) else []

    return sorted(lines, key=place)
