"""Pages as PDF/UA-1, made by Typst: to print, to seal, to read aloud. Same input, same bytes."""

from __future__ import annotations

import re
from typing import Literal

import typst

from drplan.errors import DeclarationError
from drplan.explain.document import Document
from drplan.explain.pdf_content import certain, content
from drplan.explain.typeset import typeset_pdf

Paper = Literal["a4", "us-letter"]

DISTRICT = "district.typ"
"""What a district's own parts of the page are called in errors, and by the template that imports them."""

_NO_LOADERS = "#let (std, eval, plugin) = (none, none, none); "
"""Stands before a district's first line: what is shadowed cannot write an import that was not seen."""
_IMPORT = re.compile(r"\b(?:import|include)\b(?!\s*\"drplan\.typ\")")
_LINE = re.compile(rf"{re.escape(DISTRICT)}:(\d+):\d+")
_SAID = re.compile(rf"{re.escape(DISTRICT)}: (.+)")


def pdf(page: Document, paper: Paper = "us-letter", district_parts: str | None = None) -> bytes:
    """Render a page as PDF/UA-1 (ISO 14289-1); raises ``DeclarationError``.

    Characters that the built-in fonts lack are written as their code point, ``[U+1F600]``: a page with a
    blank in a name would be worse. ``district_parts`` is the text of a ``district.typ``, Typst that defines
    ``parts``; see ``docs/print.md``. It reads no file and loads no package, and an error in it names the
    line.
    """
    parts = {} if district_parts is None else {DISTRICT: _checked(district_parts).encode()}
    laid = content(page)
    try:
        return typeset_pdf(parts, laid, paper, page.as_of)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise _refused(page, error) from error
    try:
        return typeset_pdf(parts, certain(laid), paper, page.as_of)
    except typst.TypstError as error:
        raise _refused(page, error) from error


def _checked(district_parts: str) -> str:
    for number, line in enumerate(district_parts.splitlines(), start=1):
        if _IMPORT.search(line):
            raise DeclarationError(
                f'{DISTRICT}, line {number}: only "drplan.typ" may be imported, no other file and no package',
                next_step="write what it needs into the file itself; write the words otherwise in a text",
            )
    return _NO_LOADERS + district_parts


def _refused(page: Document, error: typst.TypstError) -> DeclarationError:
    where = _in_district(error)
    if where is None:
        return DeclarationError(
            f"{page.title!r} cannot be made a PDF: {error.message}",
            next_step="use the HTML page; look in the declaration for the text that is named",
        )
    return DeclarationError(
        f"{where} (page {page.title!r})",
        next_step=f"mend {DISTRICT}; docs/print.md says what its parts are given",
    )


def _in_district(error: typst.TypstError) -> str | None:
    """Say where a district's own parts failed; ``None`` when it was not in them."""
    if line := _LINE.search(error.diagnostic):
        return f"{DISTRICT}, line {line[1]}: {error.message}"
    said = _SAID.search(error.message)
    return said[0] if said else None
