"""Texts that a terminal and a page can show: one line, no control characters, no turned writing."""

from __future__ import annotations

import re
from dataclasses import replace

from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Notice, Paragraph
from drplan.explain.graph import one_line

_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def cleaned(page: Document) -> Document:
    """Return the page with every text safe to show; what is taken out leaves a mark."""
    return Document(clean(page.title), clean(page.district), page.as_of, tuple(map(_block, page.blocks)))


def clean(text: str) -> str:
    """Return one text on one line; what would hide or turn other characters becomes U+FFFD."""
    return one_line(_HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def _block(block: Block) -> Block:
    """Clean the blocks that an assessment is made of; ids and pictures are drplan's own."""
    match block:
        case Heading() | Paragraph() | Notice():
            return replace(block, text=clean(block.text))
        case Bullets():
            return Bullets(tuple(map(clean, block.lines)))
        case Facts():
            return Facts(tuple((clean(term), clean(fact)) for term, fact in block.rows))
        case Table():
            return replace(block, rows=tuple(tuple(map(clean, row)) for row in block.rows))
        case _:
            return block
