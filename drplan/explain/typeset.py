"""Typst, shut in: it reads no file, asks no network and uses no font but its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from drplan.errors import DeclarationError

_NOWHERE = "/dev/null"
"""What is no folder holds no file: nothing a template names is read, and no package is found or kept."""
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 170mm)
"""
_DOTS_AN_INCH = 160


def typeset_pdf(parts: Mapping[str, bytes], laid: Any, paper: str, as_of: int) -> bytes:
    """Make a page's content a PDF/UA-1 by the templates, ``parts`` beside them; raises ``TypstError``.

    ``as_of``, in seconds since 1970, is the only time in it.
    """
    # Its type stubs leave out that several files can be given by name, the first of them "main.typ".
    return typst.compile(  # type: ignore[call-overload,no-any-return]
        {**_templates(), **parts},
        format="pdf",
        root=_NOWHERE,
        package_path=_NOWHERE,
        package_cache_path=_NOWHERE,
        font_paths=_fonts(),
        sys_inputs={"page": json.dumps(laid), "paper": paper},
        pdf_standards="ua-1",
        timestamp=as_of,
    )


def typeset_picture(svg: str) -> bytes:
    """Make a drawing a PNG of about 1,070 dots' width; raises ``DeclarationError`` for what is no SVG."""
    try:
        return _picture(svg)
    except typst.TypstError as error:
        raise DeclarationError(
            f"a picture cannot be drawn: {error.message}",
            next_step="use the HTML or PDF page; the table under the picture says the same",
        ) from error


def _picture(svg: str) -> bytes:
    made: bytes | list[bytes] = typst.compile(  # type: ignore[call-overload]
        _PICTURE,
        format="png",
        root=_NOWHERE,
        package_path=_NOWHERE,
        package_cache_path=_NOWHERE,
        font_paths=_fonts(),
        sys_inputs={"svg": svg},
        ppi=_DOTS_AN_INCH,
    )
    return made if isinstance(made, bytes) else made[0]


@cache
def _templates() -> dict[str, bytes]:
    folder = files("drplan.explain").joinpath("templates")
    return {
        "main.typ": folder.joinpath("runbook.typ").read_bytes(),
        **{name: folder.joinpath(name).read_bytes() for name in ("drplan.typ", "district.typ")},
    }


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts that Typst brings, and no other, once: that is a third of a short page's time."""
    return typst.Fonts(include_system_fonts=False)
