"""Pages as PDF/UA-1, made by Typst: to print, to seal, to read aloud. Same input, same bytes."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

from drplan.errors import DeclarationError
from drplan.explain.document import Document
from drplan.explain.pdf_content import certain, content

Paper = Literal["a4", "us-letter"]

DISTRICT = "district.typ"
"""What a district's own parts of the page are called in errors, and by the template that imports them."""

_NO_PARTS = "#let parts = (:)"
_NOWHERE = "/dev/null"
"""What is no folder holds no file: nothing a template names is read, and no package is found or kept."""
_NO_LOADERS = "#let (std, eval, plugin) = (none, none, none); "
"""Stands before a district's first line: what is shadowed cannot write an import that was not seen."""
_IMPORT = re.compile(r"\b(?:import|include)\b(?!\s*\"drplan\.typ\")")
_PLACE = re.compile(rf"{re.escape(DISTRICT)}:(\d+):(\d+)")
_OURS = re.compile(rf"{re.escape(DISTRICT)}: (.+)")


def pdf(page: Document, paper: Paper = "us-letter", district_parts: str | None = None) -> bytes:
    """Render a page as PDF/UA-1 (ISO 14289-1); raises ``DeclarationError``.

    Characters that the built-in fonts lack are written as their code point, ``[U+1F600]``: a page with a
    blank in a name would be worse. ``district_parts`` is the text of a ``district.typ``, Typst that defines
    ``parts``; see ``docs/print.md``. It reads no file and loads no package, and an error in it names the
    line.
    """
    own = _checked(district_parts) if district_parts is not None else _NO_PARTS
    laid = content(page)
    try:
        return _compile(laid, page.as_of, paper, own)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise _refused(page, error) from error
    try:
        return _compile(certain(laid), page.as_of, paper, own)
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
    place = _PLACE.search(error.diagnostic) or _OURS.search(error.message)
    if place is None:
        return DeclarationError(
            f"{page.title!r} cannot be made a PDF: {error.message}",
            next_step="use the HTML page; look in the declaration for the text that is named",
        )
    where = f", line {place[1]}: {error.message}" if place.re is _PLACE else f": {place[1]}"
    return DeclarationError(
        f"{DISTRICT}{where} (page {page.title!r})",
        next_step=f"mend {DISTRICT}; docs/print.md says what its parts are given",
    )


def _compile(laid: Any, as_of: int, paper: Paper, own: str) -> bytes:
    # Its type stubs leave out that several files can be given by name, the first of them "main.typ".
    return typst.compile(  # type: ignore[call-overload,no-any-return]
        {**_templates(), DISTRICT: own.encode()},
        format="pdf",
        root=_NOWHERE,
        package_path=_NOWHERE,
        package_cache_path=_NOWHERE,
        font_paths=_fonts(),
        sys_inputs={"page": json.dumps(laid), "paper": paper},
        pdf_standards="ua-1",
        timestamp=as_of,
    )


@cache
def _templates() -> dict[str, bytes]:
    folder = files("drplan.explain").joinpath("templates")
    return {
        "main.typ": folder.joinpath("runbook.typ").read_bytes(),
        "drplan.typ": folder.joinpath("drplan.typ").read_bytes(),
    }


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts that Typst brings, and no other, once: that is a third of a short page's time."""
    return typst.Fonts(include_system_fonts=False)
