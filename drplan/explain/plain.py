"""A page as plain text: for a terminal, a pager, or a printer that knows nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from drplan.explain.content import Figure, Step, Table
from drplan.explain.document import (
    Bullets,
    Command,
    Document,
    Facts,
    Heading,
    Links,
    Notice,
    Paragraph,
    Steps,
)

_WIDTH = 80
_UNDER = {2: "=", 3: "-"}


def plain(page: Document) -> str:
    """Render a page; commands stand on lines of their own, whole, however long."""
    lines = [page.title, "=" * len(page.title), page.district, ""]
    for block in page.blocks:
        lines += [*_block(block), ""]
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


def _block(block: object) -> Iterator[str]:
    match block:
        case Heading(level=level, text=text):
            yield from (text, _UNDER[level] * len(text))
        case Paragraph(text=text, label=label):
            yield from _wrapped(f"{label}: {text}" if label else text)
        case Notice(text=text):
            yield from _wrapped(f"!! {text}", "   ")
        case Bullets() | Links() | Facts() | Steps():
            yield from _rows(block)
        case _:
            yield from _exact(block)


def _rows(block: Bullets | Links | Facts | Steps) -> Iterator[str]:
    match block:
        case Bullets(lines=lines):
            said = [f"- {line}" for line in lines]
        case Links(rows=links):
            said = [f"- {link.text}: {link.about}" if link.about else f"- {link.text}" for link in links]
        case Facts(rows=facts):
            said = [f"{term}: {fact}" for term, fact in facts]
        case Steps(steps=steps):
            yield from (line for step in steps for line in _step(step))
            return
    for line in said:
        yield from _wrapped(line, "  ")


def _exact(block: object) -> Iterator[str]:
    """Render what must not be wrapped."""
    match block:
        case Command(line=line):
            yield f"    {line}"
        case Table():
            yield from _table(block)
        case Figure(table=table):
            yield from _table(table)


def _step(step: Step) -> Iterator[str]:
    took = f" ({step.took})" if step.took else ""
    yield from _wrapped(f"[ ] {step.id}  {step.what}{took}", "    ")
    for line in step.commands:
        yield f"        {line}"
    if step.expect:
        yield from _wrapped(f"    Good: {step.expect}", "      ")
    if step.otherwise:
        yield from _wrapped(f"    If not: {step.otherwise}", "      ")


def _table(table: Table) -> Iterator[str]:
    yield table.caption
    rows = [table.header, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.header))]
    if sum(widths) + 2 * len(widths) > _WIDTH:
        yield from (line for row in table.rows for line in _stacked(table.header, row))
        return
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))


def _stacked(header: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    """Write a row too wide for a line: what it is about, then its other cells under each other."""
    yield from _wrapped(f"  {row[0]}", "    ")
    for name, cell in zip(header[1:], row[1:], strict=True):
        if cell:
            colon = "" if ":" in name else ":"
            yield from _wrapped(f"      {name}{colon} {cell}", "        ")


def _wrapped(text: str, later: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    ) or [""]
