"""All pages of a district by their path: which there are, and what each is in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from drplan.explain.around import around
from drplan.explain.document import Document
from drplan.explain.html import html, html_index
from drplan.explain.index import index_of
from drplan.explain.iscp import plan_documents
from drplan.explain.language import language
from drplan.explain.markdown import markdown, markdown_index
from drplan.explain.press import Press
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from drplan.explain.scenarios import scenario_documents
from drplan.explain.search import search_page
from drplan.explain.service_pages import service_documents
from drplan.explain.site_map import SiteMap, site_map
from drplan.explain.source import MakesDocuments, Source
from drplan.explain.templating import SHIPPED, Templates
from drplan.explain.workaround_sheet import workaround_documents

Render = Callable[[Document], bytes]
Chooses = Callable[[str], bool]
"""Says of a file, by its path, whether it is wanted."""


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
    """How pages are made: by whose templates, and on which press. A press may know what it made before.

    ``paper`` is False where nothing can make PDFs: no page then links to one.
    """

    templates: Templates = SHIPPED
    press: Press = field(default_factory=Press)
    paper: bool = True


def documents(source: Source) -> dict[str, Document]:
    """Return every page by its path without ending."""
    return {page.path: page for make in MAKERS for page in make(source)}


def every_page(_: str) -> bool:
    """Choose all pages."""
    return True


def of_site(code: str) -> Chooses:
    """Choose one site's pages, and those of no site."""
    return lambda name: "/" not in name or name.startswith(f"{code}/")


def pages(source: Source, chosen: Chooses = every_page, printing: Printing | None = None) -> dict[str, bytes]:
    """Return the ``chosen`` files by their paths below the runbooks folder; the others are not made.

    A pure function of its arguments: the same declaration, records and templates give the same bytes. Raises
    ``DeclarationError`` where a template of the district's cannot be filled in.
    """
    how = printing or Printing()
    every = documents(source)
    places = replace(site_map(source.district, every.values()), paper=how.paper)
    found = {name: make() for name, make in _fronts(source, every, places, how).items() if chosen(name)}
    for path, page in every.items():
        for ending, render in _formats(how.templates, places).items():
            if chosen(f"{path}.{ending}"):
                about = _about(page, places, ending)
                found[f"{path}.{ending}"] = how.press.made(ending, page, render, about)
    return found


def _about(page: Document, places: SiteMap, ending: str) -> str:
    """Return what a format shows around a page, for a press to know it by; paper shows nothing."""
    return "" if ending == "pdf" else repr(around(page, places, ending, language(page.language)))


def _formats(templates: Templates, places: SiteMap) -> Mapping[str, Render]:
    return {
        "html": partial(html, templates=templates, site=places),
        "md": partial(markdown, templates=templates, site=places),
        "pdf": partial(_pdf, templates=templates),
    }


def _pdf(page: Document, templates: Templates) -> bytes:
    """Make one PDF; Typst is loaded when the first is made, and its absence is said then."""
    from drplan.explain.pdf import pdf

    return pdf(page, district_parts=templates.typst)


def _fronts(
    source: Source, every: Mapping[str, Document], places: SiteMap, how: Printing
) -> Mapping[str, Callable[[], bytes]]:
    """Return what makes the pages that lead to all others."""
    index = index_of(source.district, source.ledger.drills, source.still_open)
    return {
        "README.md": partial(markdown_index, index, how.templates, places),
        "index.html": partial(html_index, index, how.templates, places),
        "search.html": partial(search_page, source, every.values(), how.templates),
    }
