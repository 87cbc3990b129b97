"""The assessment for a terminal, 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from drplan.explain.assessment.clean import cleaned
from drplan.explain.assessment.page import assessment_page
from drplan.explain.assessment.parts import Assessment
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Notice, Paragraph

WIDTH = 80
_GAP = "  "
_LEAST = 30


def assessment_text(assessment: Assessment) -> str:
    """Write the assessment as plain text, no line longer than 80 columns but where one word is."""
    page: Document = cleaned(assessment_page(assessment))
    head = [f"{page.district}: {page.title}", ""]
    lines = [line for block in page.blocks for line in _block(block)]
    return "\n".join([*head, *lines]).rstrip() + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level=level, text=text):
            yield from (text.upper(), "-" * len(text)) if level == 2 else (text,)  # noqa: PLR2004
        case Paragraph(text=text) | Notice(text=text):
            yield from _wrapped(text)
        case Bullets(lines=lines):
            yield from (part for line in lines for part in _wrapped(line, "- ", "  "))
        case Facts(rows=rows):
            yield from (part for term, fact in rows for part in _wrapped(f"{term}: {fact}"))
        case Table():
            yield from _table(block)
    yield ""


def _table(table: Table) -> Iterator[str]:
    """Write columns; the last is wrapped in what room there is, and with too little rows are stacked."""
    yield f"{table.caption}:"
    lines = (table.header, *table.rows)
    *widths, _ = (max(map(len, column)) for column in zip(*lines, strict=True))
    room = WIDTH - sum(widths) - len(_GAP) * (len(widths) + 1)
    longest = max(len(row[-1]) for row in lines)
    if room < min(longest, _LEAST):
        yield from (line for row in table.rows for line in _stacked(table.header, row))
        return
    for row in lines:
        start = "".join(_GAP + cell.ljust(width) for cell, width in zip(row, widths, strict=False)) + _GAP
        yield from _wrapped(row[-1], start, " " * len(start)) or [start.rstrip()]


def _stacked(header: tuple[str, ...], row: tuple[str, ...]) -> Iterator[str]:
    """Write a row too wide for a line: its first two cells, then the others under each other."""
    yield from _wrapped(f"{row[0]}. {row[1]}", _GAP, _GAP * 3)
    for name, cell in zip(header[2:], row[2:], strict=True):
        yield from _wrapped(f"{name}: {cell}", _GAP * 3, _GAP * 4)


def _wrapped(text: str, first: str = "", then: str = "") -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
