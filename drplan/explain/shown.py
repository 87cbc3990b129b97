"""How a value is shown in HTML and in Markdown, so that every character of it is read as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from markupsafe import Markup

from drplan.explain.content import Figure
from drplan.explain.document import Link
from drplan.explain.language import LANGUAGES, language
from drplan.explain.where import href

_PHONE = re.compile(r"[+0-9][0-9 ().-]{2,24}")
_VERDICTS = frozenset({"pass", "fail", "not-applicable", "no-evidence"})
_SPECIAL = re.compile(r"([\\`*\[\]<>|~$&#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_OPENING = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")


@cache
def _phone_headers() -> frozenset[str]:
    return frozenset(language(code)("Phone") for code in LANGUAGES)


def shown_cell(cell: str, header: str) -> Markup:
    """Write one cell: a telephone number can be touched, a verdict has its own look and keeps its word."""
    if header in _phone_headers() and _PHONE.fullmatch(cell):
        return Markup('<a class="phone" href="tel:{}">{}</a>').format(re.sub(r"[^+0-9]", "", cell), cell)
    if header == "Verdict" and cell in _VERDICTS:
        return Markup('<strong class="verdict {}">{}</strong>').format(cell, cell)
    return Markup("{}").format(cell)


def drawn(figure: Figure) -> Markup:
    """Put a picture in: it was written with every text escaped."""
    return Markup(figure.svg)  # noqa: S704 - see drplan.explain.picture


def literal(text: str) -> str:
    """Escape text on one line so that Markdown shows every character as it is."""
    line = " ".join(text.split())
    escaped = _SPECIAL.sub(r"\\\1", line)
    return _OPENING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


def fenced(lines: Sequence[str]) -> Markup:
    """Put command lines into a code block whose fence none of them can end."""
    runs = [len(run) for line in lines for run in re.findall("`+", line)]
    fence = "`" * max(3, *(length + 1 for length in runs), 3)
    return Markup("\n".join([f"{fence}sh", *lines, fence]))  # noqa: S704 - a code block shows all literally


def hashes(level: int) -> Markup:
    """Return what begins a Markdown heading of that level."""
    return Markup("#" * level)  # noqa: S704 - nothing declared is in it


def shown_text(value: object) -> Markup:
    """Write any value of a Markdown template."""
    return value if isinstance(value, Markup) else Markup(literal(str(value)))  # noqa: S704 - escaped here


def led(link: Link, path: str) -> Markup:
    """Return the address of a link between Markdown pages."""
    return Markup(href(link, path, "md"))  # noqa: S704 - every character that Markdown reads is quoted in it


def reached(address: str) -> Markup:
    """Write an address that :func:`~drplan.explain.where.href` returned."""
    return Markup(address)  # noqa: S704 - every character that Markdown reads is quoted in it
