"""Printing progress, tables and long lines, on a terminal and in a log alike."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from functools import cache

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from drplan.spelled import JOINERS, one_line, spelled

_LOG_WIDTH = 160
_BETWEEN = 3  # rich parts two columns by " │ "
_DECIDE = 40
_SHORT = 12
_NARROW = 8
_TALL = 6  # lines of a row
_WHOLE_WORD = 24  # a longer one is folded where a terminal has no room


class Lines:
    """Progress as plain lines on standard error: subject first, then what happened."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def say(self, subject: str, message: str) -> None:
        """Print one line."""
        if not self._quiet:
            click.echo(f"  {subject:<24} {one_line(message)}", err=True)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """Print a table as wide as needed; no name is markup, is obeyed, or is folded where there is room."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_LOG_WIDTH)
    shown = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False)
    spelt = [[spelled(cell, keep=JOINERS) for cell in row] for row in rows]
    headings, spelt = _told(headings, spelt, console.width)
    room = console.width - _BETWEEN * (len(headings) - 1)
    for heading, width in zip(headings, widths([headings, *spelt], room), strict=True):
        shown.add_column(heading, overflow="fold", width=width)
    for row in spelt:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)


def _told(
    headings: Sequence[str], rows: list[list[str]], width: int
) -> tuple[Sequence[str], list[list[str]]]:
    """Leave out the columns that say nothing in any row, where they would take others' room."""
    columns = [max(map(len, cells)) for cells in zip(headings, *rows, strict=True)]
    if not rows or sum(columns) + _BETWEEN * (len(columns) - 1) <= width:
        return headings, rows
    told = [place for place in range(len(headings)) if any(row[place] for row in rows)]
    return [headings[place] for place in told], [[row[place] for place in told] for row in rows]


def widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return how wide each column is: within ``room`` in all, words whole, and no row taller than it must be.

    Short cells, as lengths of time are, stay on one line where that makes no row much taller. Where not even
    the words have room, the longest are folded.
    """
    columns = [_longest(cells) for cells in zip(*rows, strict=True)]
    whole = _shared_out(columns, room, [max(map(_short_or_word, cells)) for cells in columns])
    if sum(whole) <= room and max(map(_height, columns, whole)) <= _TALL:
        return whole
    return _shared_out(columns, room, [max(map(_longest_word, cells)) for cells in columns])


def _shared_out(columns: Sequence[tuple[str, ...]], room: int, least: Sequence[int]) -> list[int]:
    """Give each column its least, and what is left, bit by bit, to the one with the tallest cell."""
    most = [max(map(len, cells)) for cells in columns]
    chosen = [min(width, _WHOLE_WORD) for width in least]
    while sum(chosen) > max(room, len(chosen)):
        chosen[_narrower(columns, chosen)] -= 1
    for _ in range(min(sum(most), room) - sum(chosen)):
        open_ones = [place for place, width in enumerate(chosen) if width < most[place]]
        tallest = max(open_ones, key=lambda place: (_height(columns[place], chosen[place]), -chosen[place]))
        chosen[tallest] += 1
    return chosen


def _narrower(columns: Sequence[tuple[str, ...]], chosen: Sequence[int]) -> int:
    """Return the column to take from: where the fewest cells' words are folded, and then the widest."""
    open_ones = [place for place, width in enumerate(chosen) if width > _NARROW]
    if not open_ones:
        return chosen.index(max(chosen))
    return min(open_ones, key=lambda place: (_folded_at(columns[place], chosen[place] - 1), -chosen[place]))


@cache
def _folded_at(cells: tuple[str, ...], width: int) -> int:
    return sum(_longest_word(cell) > width for cell in cells)


def _longest(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the few cells that decide how wide a column must be; a table may have ten thousand rows."""
    return tuple(sorted(set(cells), key=len, reverse=True)[:_DECIDE])


def _short_or_word(cell: str) -> int:
    return len(cell) if 0 < len(cell) <= _SHORT else _longest_word(cell)


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=1)


@cache
def _height(cells: tuple[str, ...], width: int) -> int:
    return max(len(textwrap.wrap(cell, width)) for cell in cells)


def fold(text: str, *, column: int = 0) -> str:
    """Break lines between words where a terminal would break them anywhere; a log has them whole.

    What follows stands in the ``column``, without one a little further in than the line's own beginning.
    """
    if not sys.stdout.isatty():
        return text
    return "\n".join(_folded(line, shutil.get_terminal_size().columns, column) for line in text.splitlines())


def _folded(line: str, width: int, column: int) -> str:
    own = len(line) - len(line.lstrip())
    inset = max(column, own) if column else own + 4
    if len(line) <= width or inset > width // 2:
        return line
    parts = textwrap.wrap(
        line,
        width,
        subsequent_indent=" " * inset,
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    return "\n".join(parts)
