"""A page as the data that the Typst template reads: texts literal, long words with places to break."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from drplan.explain.columns import BREAK, IN_CELLS, breakable, column_widths
from drplan.explain.document import Block, Document, Heading, Notice
from drplan.explain.page_words import page_words
from drplan.explain.picture import clipped
from drplan.spelled import code_point, spelled

LONG_PAGES = 8
"""A PDF of that many pages has a table of contents."""

_IN_TITLES, _IN_TEXT, _IN_COMMANDS = 30, 40, 80
_RUNNING, _RUNNING_STANDING = 56, 60
_LONG_CELL, _HALF_A_SHEET, _FACTS_OF_A_SHEET = 400, 2400, 24
_CERTAIN = re.compile(
    rf"[^\t\n -~{BREAK}\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2026\u20ac]"
)
_VIEW = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
_SHEET = 1.15
"""Height by width of what a sheet has room for below a heading."""


def content(page: Document) -> dict[str, Any]:
    """Return what the template reads, as values that JSON knows; raises as ``page_words`` does."""
    made = datetime.fromtimestamp(page.as_of, UTC)
    blocks = list(_laid_out(page.blocks))
    opening = list(takewhile(lambda block: block["kind"] == "Notice", blocks))
    title, district = spelled(page.title), spelled(page.district)
    standing = next((block.text for block in page.blocks if isinstance(block, Notice)), "")
    return {
        "title": title,
        "shown_title": breakable(title, _IN_TITLES),
        "running_title": clipped(title, _RUNNING),
        "district": breakable(district, _IN_TEXT),
        "author": district,
        "running_district": clipped(district, _RUNNING),
        "standing": clipped(spelled(standing), _RUNNING_STANDING),
        "language": page.language,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "words": asdict(page_words(page)),
        "long": LONG_PAGES,
        "before": opening,
        "blocks": blocks[len(opening) :],
    }


def certain(value: Any) -> Any:
    """Spell every character that the built-in fonts may lack."""
    return _everywhere(value, lambda text: _CERTAIN.sub(lambda found: code_point(found[0]), text))


def _laid_out(blocks: Iterable[Block]) -> Iterator[dict[str, Any]]:
    """Lay blocks out; a heading is never more than one level below the one before (ISO 14289-1, 7.4)."""
    above = 1
    for block in blocks:
        laid = _laid(block)
        if isinstance(block, Heading):
            laid["level"] = above = min(block.level, above + 1)
        yield laid


def _laid(block: Block) -> dict[str, Any]:
    kind, held = type(block).__name__, _everywhere(asdict(block), spelled)
    return {"kind": kind, **_LAYS.get(kind, _worded)(held)}


def _table(held: dict[str, Any]) -> dict[str, Any]:
    return {
        "widths": column_widths((held["header"], *held["rows"])),
        "long": any(len(cell) > _LONG_CELL for row in held["rows"] for cell in row),
        "caption": _text(held["caption"]),
        "header": [breakable(cell, IN_CELLS) for cell in held["header"]],
        "rows": [[breakable(cell, IN_CELLS) for cell in row] for row in held["rows"]],
    }


def _figure(held: dict[str, Any]) -> dict[str, Any]:
    return {**held, "tall": _tall(held["svg"]), "table": _table(held["table"])}


def _steps(held: dict[str, Any]) -> dict[str, Any]:
    return {"steps": [_step(each) for each in held["steps"]]}


def _step(held: dict[str, Any]) -> dict[str, Any]:
    commands = [_command({"line": line})["line"] for line in held["commands"]]
    return {**_worded(held), "long": _letters(held) > _HALF_A_SHEET, "commands": commands}


def _command(held: dict[str, Any]) -> dict[str, Any]:
    return {"line": breakable(held["line"], _IN_COMMANDS)}


def _facts(held: dict[str, Any]) -> dict[str, Any]:
    long = len(held["rows"]) > _FACTS_OF_A_SHEET or _letters(held) > _HALF_A_SHEET
    return {**_worded(held), "long": long}


def _worded(held: dict[str, Any]) -> dict[str, Any]:
    return {key: _everywhere(inner, _text) for key, inner in held.items()}


_LAYS: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "Table": _table,
    "Figure": _figure,
    "Steps": _steps,
    "Command": _command,
    "Facts": _facts,
}


def _text(text: str) -> str:
    return breakable(text, _IN_TEXT)


def _tall(svg: str) -> bool:
    found = _VIEW.search(svg)
    return found is not None and float(found[2]) > _SHEET * float(found[1])


def _letters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(_letters, inner))


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with every text in it changed; tuples become lists, as in JSON."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _everywhere(inner, change) for key, inner in value.items()}
    return [_everywhere(inner, change) for inner in value] if isinstance(value, list | tuple) else value
