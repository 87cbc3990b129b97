"""Pages as GitHub-flavoured Markdown: committed, reviewed as a difference, readable as they stand."""

from __future__ import annotations

from drplan.explain.around import ALONE, around
from drplan.explain.document import Document
from drplan.explain.html import Anchors
from drplan.explain.index import Index, index_document
from drplan.explain.language import language
from drplan.explain.site_map import SiteMap
from drplan.explain.templating import SHIPPED, Templates, template_names

_PAGE = "page.md.j2"


def markdown(page: Document, templates: Templates | None = None, site: SiteMap | None = None) -> bytes:
    """Render a page by the template of its ``kind``.

    With a ``path`` it has ways to the rest of the site. Raises ``DeclarationError`` where one of the
    district's ``templates`` cannot be filled in.
    """
    return _text(f"{page.kind}.md.j2", page, templates, site)


def markdown_page(page: Document, templates: Templates | None = None) -> bytes:
    """Render a page that stands alone, with no other form beside it."""
    return _text("sheet.md.j2", page, templates, None)


def markdown_of(template: str, page: Document) -> bytes:
    """Render a page by a template of its own."""
    return _text(template, page, None, None)


def markdown_index(index: Index, templates: Templates | None = None, site: SiteMap | None = None) -> bytes:
    """Render the home of the site."""
    return _text("index.md.j2", index_document(index), templates, site, index=index)


def _text(
    name: str, page: Document, templates: Templates | None, site: SiteMap | None, **words: object
) -> bytes:
    say = language(page.language)
    chosen = templates or SHIPPED
    known = name in template_names() or name.startswith("pack_")
    frame = {
        "page": page,
        "say": say,
        "first": Anchors().first,
        "around": around(page, site, "md", say) if page.path else ALONE,
    }
    return chosen.fill(chosen.markdown, name if known else _PAGE, {**frame, **words}).encode()
