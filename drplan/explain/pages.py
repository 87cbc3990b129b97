"""All pages of a district by their path: which there are, and what each is in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from drplan.explain.around import around
from drplan.explain.document import Document, document
from drplan.explain.html import html, html_index
from drplan.explain.index import index_of
from drplan.explain.iscp import plan_documents
from drplan.explain.language import language
from drplan.explain.markdown import markdown, markdown_index
from drplan.explain.pdf import pdf
from drplan.explain.press import Press
from drplan.explain.runbook import runbook_for
from drplan.explain.scenarios import scenario_documents
from drplan.explain.search import search_page
from drplan.explain.service_pages import service_documents
from drplan.explain.site_map import SiteMap, site_map
from drplan.explain.source import MakesDocuments, Source
from drplan.explain.templating import SHIPPED, Templates
from drplan.explain.workaround_sheet import workaround_documents

Render = Callable[[Document], bytes]


def site_runbooks(source: Source) -> Iterator[Document]:
    """Yield each site's runbook; raises as ``runbook_for`` does."""
    for site in source.district.sites:
        found = runbook_for(source.district, site, source.drills_of(site), source.signers, source.still_open)
        yield document(found)


MAKERS: tuple[MakesDocuments, ...] = (
    plan_documents,
    site_runbooks,
    service_documents,
    scenario_documents,
    workaround_documents,
)
"""What makes the pages that are committed."""


@dataclass(frozen=True)
class Printing:
    """How pages are made: by whose templates, and on which press. A press may know what it made before."""

    templates: Templates = SHIPPED
    press: Press = field(default_factory=Press)


def documents(source: Source) -> dict[str, Document]:
    """Return every page by its path without ending."""
    return {page.path: page for make in MAKERS for page in make(source)}


def pages(source: Source, site: str | None = None, printing: Printing | None = None) -> dict[str, bytes]:
    """Return every file by its path below the runbooks folder; with ``site`` that site's and those of none.

    A pure function of its arguments: the same declaration, records and templates give the same bytes. Raises
    ``DeclarationError`` where a template of the district's cannot be filled in.
    """
    how = printing or Printing()
    every = documents(source)
    places = site_map(source.district, every.values())
    found = _fronts(source, every, places, how)
    for path, page in every.items():
        if site is None or "/" not in path or path.startswith(f"{site}/"):
            for ending, render in _formats(how.templates, places).items():
                about = repr(around(page, places, ending, language(page.language)))
                found[f"{path}.{ending}"] = how.press.made(ending, page, render, about)
    return found


def _formats(templates: Templates, places: SiteMap) -> Mapping[str, Render]:
    return {
        "html": partial(html, templates=templates, site=places),
        "md": partial(markdown, templates=templates, site=places),
        "pdf": partial(pdf, district_parts=templates.typst),
    }


def _fronts(
    source: Source, every: Mapping[str, Document], places: SiteMap, how: Printing
) -> dict[str, bytes]:
    """Return the pages that lead to all others."""
    index = index_of(source.district, source.ledger.drills, source.still_open)
    return {
        "README.md": markdown_index(index, how.templates, places),
        "index.html": html_index(index, how.templates, places),
        "search.html": search_page(source, every.values(), how.templates),
    }
