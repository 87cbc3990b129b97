"""Texts that a terminal and a page can show: one line, no control characters, no turned writing."""

from __future__ import annotations

import re
from dataclasses import replace

from drplan.explain.content import Figure, Table
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Links, Notice, Paragraph
from drplan.explain.graph import one_line

_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def cleaned(page: Document) -> Document:
    """Return the page with every text safe to show; what is taken out leaves a mark."""
    blocks = tuple(map(_block, page.blocks))
    return replace(page, title=clean(page.title), district=clean(page.district), blocks=blocks)


def clean(text: str) -> str:
    """Return one text on one line; what would hide or turn other characters becomes U+FFFD."""
    return one_line(_HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def _block(block: Block) -> Block:
    """Clean the blocks that assessments and reports are made of; ids and pictures are drplan's own."""
    match block:
        case Paragraph():
            return replace(block, text=clean(block.text), label=clean(block.label))
        case Heading() | Notice():
            return replace(block, text=clean(block.text))
        case Table():
            return _table(block)
        case Figure():
            return replace(block, alternative=clean(block.alternative), table=_table(block.table))
        case _:
            return _rows(block)


def _rows(block: Block) -> Block:
    match block:
        case Bullets():
            return Bullets(tuple(map(clean, block.lines)))
        case Facts():
            return Facts(tuple((clean(term), clean(fact)) for term, fact in block.rows))
        case Links():
            rows = (replace(each, text=clean(each.text), about=clean(each.about)) for each in block.rows)
            return Links(tuple(rows))
        case _:
            return block


def _table(table: Table) -> Table:
    rows = tuple(tuple(map(clean, row)) for row in table.rows)
    return replace(table, caption=clean(table.caption), header=tuple(map(clean, table.header)), rows=rows)
