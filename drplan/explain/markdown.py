"""Runbooks as GitHub-flavoured Markdown: committed, reviewed as a difference, readable as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from drplan.explain.document import Document, Link
from drplan.explain.index import Index
from drplan.explain.where import href

_SPECIAL = re.compile(r"([\\`*\[\]<>|~$&#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_OPENING = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")


def markdown(page: Document) -> bytes:
    """Render a page."""
    return _text("runbook.md.j2", page=page)


def markdown_page(page: Document) -> bytes:
    """Render a page that stands alone, with no other form beside it."""
    return _text("page.md.j2", page=page)


def markdown_of(template: str, page: Document) -> bytes:
    """Render a page by a template of its own."""
    return _text(template, page=page)


def markdown_index(index: Index) -> bytes:
    """Render the list of sites."""
    return _text("index.md.j2", index=index)


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


def _shown(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(literal(str(value)))  # noqa: S704 - escaped here


def _led(link: Link, path: str) -> Markup:
    return Markup(href(link, path, "md"))  # noqa: S704 - every character that Markdown reads is quoted in it


def _text(template: str, **words: object) -> bytes:
    environment = Environment(
        loader=PackageLoader("drplan.explain"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(fenced=fenced, href=_led)
    environment.tests["kind"] = lambda block, name: type(block).__name__ == name
    return environment.get_template(template).render(**words).encode()
