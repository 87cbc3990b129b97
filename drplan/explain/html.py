"""Runbooks as one self-contained HTML file: it opens from a USB stick, with no network and no script."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from drplan.explain.content import Figure
from drplan.explain.document import Document
from drplan.explain.index import Index
from drplan.explain.where import href

_PHONE = re.compile(r"[+0-9][0-9 ().-]{2,24}")
_VERDICTS = frozenset({"pass", "fail", "not-applicable", "no-evidence"})


def html(page: Document) -> bytes:
    """Render a page."""
    return rendered("runbook.html.j2", page=page).encode()


def html_index(index: Index) -> bytes:
    """Render the list of sites."""
    return rendered("index.html.j2", index=index).encode()


def shown_cell(cell: str, header: str) -> Markup:
    """Write one cell: a telephone number can be touched, a verdict has its own look and keeps its word."""
    if header == "Phone" and _PHONE.fullmatch(cell):
        return Markup('<a class="phone" href="tel:{}">{}</a>').format(re.sub(r"[^+0-9]", "", cell), cell)
    if header == "Verdict" and cell in _VERDICTS:
        return Markup('<strong class="verdict {}">{}</strong>').format(cell, cell)
    return Markup("{}").format(cell)


def drawn(figure: Figure) -> Markup:
    """Put a picture in: it was written with every text escaped."""
    return Markup(figure.svg)  # noqa: S704 - see drplan.explain.picture


def rendered(template: str, **words: object) -> str:
    """Fill one of the templates in; every text in ``words`` is escaped."""
    environment = Environment(
        loader=PackageLoader("drplan.explain"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(cell=shown_cell, drawn=drawn, href=href)
    environment.tests["kind"] = lambda block, name: type(block).__name__ == name
    return environment.get_template(template).render(**words)
