"""Runbooks as PDF/UA-1, made by Typst: to print, to seal, to read aloud. Same input, same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Literal

import typst

from drplan.errors import DeclarationError
from drplan.explain.document import Block, Document, Notice

Paper = Literal["a4", "us-letter"]

_CERTAIN = re.compile(r"[^\t\n -~\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2026\u20ac]")
_LONG_WORD = re.compile(r"\S{25,}")
_PLACE = re.compile(r"([@/:._-](?=.)|[^@/:._-]{16})")
_BREAKS = re.compile(r"[\s\u200b-]")
_WIDEST, _PADDING = 26, 3


def pdf(page: Document, paper: Paper = "us-letter") -> bytes:
    """Render a page as PDF/UA-1; raises ``DeclarationError``.

    Characters that the built-in fonts lack are written as their code point, ``[U+1F600]``: a page with a
    blank in a name would be worse.
    """
    content = _content(page)
    try:
        return _compile(content, page.as_of, paper)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise _refused(page, error) from error
    try:
        return _compile(_spelled(content), page.as_of, paper)
    except typst.TypstError as error:
        raise _refused(page, error) from error


def _refused(page: Document, error: typst.TypstError) -> DeclarationError:
    return DeclarationError(
        f"{page.title!r} cannot be made a PDF: {error.message}",
        next_step="use the HTML page; look in the declaration for the text that is named",
    )


def _compile(content: Any, as_of: int, paper: Paper) -> bytes:
    return typst.compile(
        files("drplan.explain").joinpath("templates/runbook.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"page": json.dumps(content), "paper": paper},
        pdf_standards="ua-1",
        timestamp=as_of,
    )


def _content(page: Document) -> dict[str, Any]:
    made = datetime.fromtimestamp(page.as_of, UTC)
    return {
        "title": page.title,
        "district": page.district,
        "standing": next((block.text for block in page.blocks if isinstance(block, Notice)), ""),
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "blocks": [_laid(block) for block in page.blocks],
    }


def _laid(block: Block) -> dict[str, Any]:
    laid = asdict(block)
    for table in (laid, laid.get("table")):
        if table and "header" in table:
            table["widths"] = _widths(table)
            table["rows"] = [[_breakable(cell) for cell in row] for row in table["rows"]]
    return {"kind": type(block).__name__, **laid}


def _widths(table: dict[str, Any]) -> list[int]:
    """Give each column room by its longest cell, within bounds, and never less than its longest word."""
    columns = zip(table["header"], *table["rows"], strict=True)
    return [max(min(_WIDEST, _longest(column)), _longest(_words(column))) + _PADDING for column in columns]


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts))


def _words(cells: Iterable[str]) -> list[str]:
    return ["", *(word for cell in cells for word in _BREAKS.split(_breakable(cell)))]


def _breakable(cell: str) -> str:
    """Let a word too long for its column break at its punctuation, without a hyphen that is not in it."""
    return _LONG_WORD.sub(lambda word: _PLACE.sub("\\1\u200b", word[0]), cell)


def _spelled(value: Any) -> Any:
    if isinstance(value, str):
        return _CERTAIN.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
    if isinstance(value, dict):
        return {key: _spelled(inner) for key, inner in value.items()}
    return [_spelled(inner) for inner in value] if isinstance(value, list | tuple) else value
