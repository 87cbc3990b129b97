"""All pages of a district by their path: which there are, and what each is in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from drplan.explain.document import Document, document
from drplan.explain.html import html, html_index
from drplan.explain.index import index_of
from drplan.explain.markdown import markdown, markdown_index
from drplan.explain.pdf import pdf
from drplan.explain.press import Press
from drplan.explain.runbook import runbook_for
from drplan.explain.source import MakesDocuments, Source


def site_runbooks(source: Source) -> Iterator[Document]:
    """Yield each site's runbook; raises as ``runbook_for`` does."""
    for site in source.district.sites:
        found = runbook_for(source.district, site, source.drills_of(site), source.signers, source.still_open)
        yield document(found)


MAKERS: tuple[MakesDocuments, ...] = (site_runbooks,)
"""What makes the pages that are committed."""


def documents(source: Source, site: str | None = None) -> dict[str, Document]:
    """Return every page by its path without ending; with ``site`` that site's and those of no site."""
    made = (page for make in MAKERS for page in make(source))
    return {page.path: page for page in made if site is None or _belongs(page.path, site)}


def pages(source: Source, site: str | None = None, press: Press | None = None) -> dict[str, bytes]:
    """Return every file by its path below the runbooks folder.

    A pure function of its arguments: the same declaration and records give the same bytes. ``press`` may
    know pages that it made before.
    """
    printing = press or Press()
    found = _index_pages(source)
    for path, page in documents(source, site).items():
        for ending, render in _FORMATS.items():
            found[f"{path}.{ending}"] = printing.made(ending, page, render)
    return found


class _Renders(Protocol):
    def __call__(self, page: Document, /) -> bytes: ...


_FORMATS: Mapping[str, _Renders] = {"html": html, "md": markdown, "pdf": pdf}


def _belongs(path: str, site: str) -> bool:
    return "/" not in path or path.startswith(f"{site}/")


def _index_pages(source: Source) -> dict[str, bytes]:
    index = index_of(source.district, source.ledger.drills, source.still_open)
    return {"README.md": markdown_index(index), "index.html": html_index(index)}
