"""How wide a table's columns are, and where words too long for a line may break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BREAK = "\u200b"
"""Where a word may break; no text has one of its own, for it would have been spelled."""
IN_CELLS = 25
"""A word of that many letters may break in a table's cell."""

_PLACE = re.compile(r"([@/:._-](?=.)|[^@/:._-]{16})")
_BREAKS = re.compile(rf"[\s{BREAK}-]")
_WIDEST, _PADDING = 26, 3


def column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return each column's share of the width, in letters, the header being the first row.

    It has room for its longest cell, within bounds, and never less than for its longest word.
    """
    columns = zip(*rows, strict=True)
    return [max(min(_WIDEST, _longest(column)), _longest(_words(column))) + _PADDING for column in columns]


def breakable(text: str, longest: int) -> str:
    """Let words of that many letters break at their punctuation, without a hyphen that is not in them."""
    if len(text) < longest:
        return text
    return re.sub(rf"\S{{{longest},}}", lambda word: _PLACE.sub(rf"\1{BREAK}", word[0]), text)


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts))


def _words(cells: Iterable[str]) -> list[str]:
    return ["", *(word for cell in cells for word in _BREAKS.split(breakable(cell, IN_CELLS)))]
