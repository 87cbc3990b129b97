"""One report in every format, from the same blocks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from drplan.explain.document import Block, Document
from drplan.explain.html import html
from drplan.explain.markdown import markdown_page
from drplan.explain.plain import plain
from drplan.explain.templating import Templates

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def report_json(page: Document, _: Templates) -> bytes:
    """Write the blocks for programs, in the order they stand on the page (docs/reports.md)."""
    head = {name: getattr(page, name) for name in ("title", "district", "as_of", "language", "edition")}
    blocks = [_block(each) for each in page.blocks]
    told = {"schema": "drplan/report/1", **head, "blocks": blocks}
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def report_pdf(page: Document, templates: Templates) -> bytes:
    """Write it as PDF/UA-1; raises ``DeclarationError`` as ``pdf`` does."""
    from drplan.explain.pdf import pdf

    return pdf(page, district_parts=templates.typst)


def report_word(page: Document, _: Templates) -> bytes:
    """Write it as a Word file, marked an uncontrolled copy; raises ``DeclarationError`` as ``word`` does."""
    from drplan.explain.word import word

    return word(page)


def _block(block: Block) -> dict[str, Any]:
    """Name a block's kind; a picture is told by its words and its table."""
    told = asdict(block)
    told.pop("svg", None)
    return {"block": _WORDS.sub("-", type(block).__name__).lower(), **told}


FORMATS: Mapping[str, Callable[[Document, Templates], bytes]] = {
    "text": lambda page, _: plain(page).encode(),
    "json": report_json,
    "markdown": markdown_page,
    "html": html,
    "pdf": report_pdf,
    "docx": report_word,
}
"""What writes a report, by the name of the format; a district's templates hold for those that have any."""

ENDINGS = {"txt": "text", "json": "json", "md": "markdown", "html": "html", "pdf": "pdf", "docx": "docx"}
"""The format that a file's name asks for."""

BINARY = frozenset({"pdf", "docx"})
"""What no terminal shows."""
