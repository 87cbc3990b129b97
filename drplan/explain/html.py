"""Pages as self-contained HTML files: they open from a USB stick, with no network."""

from __future__ import annotations

from drplan.explain.around import ALONE, around
from drplan.explain.document import Document
from drplan.explain.index import Index, index_document
from drplan.explain.language import language
from drplan.explain.page_words import page_words
from drplan.explain.site_map import SiteMap
from drplan.explain.templating import SHIPPED, Templates, template_names

_PAGE = "page.html.j2"


class Anchors:
    """The ids that a page has used up: a place that is shown twice is linked to where it stands first."""

    def __init__(self) -> None:
        self._used = {"content"}

    def first(self, anchor: str) -> bool:
        """Tell whether this is the first place of that id."""
        if anchor in self._used:
            return False
        self._used.add(anchor)
        return True


def html(page: Document, templates: Templates | None = None, site: SiteMap | None = None) -> bytes:
    """Render a page by the template of its ``kind``.

    With a ``path`` it has the frame of the site around it; ``site`` fills the menus. Raises
    ``DeclarationError`` where one of the district's ``templates`` cannot be filled in.
    """
    return framed(f"{page.kind}.html.j2", page, templates, site).encode()


def html_index(index: Index, templates: Templates | None = None, site: SiteMap | None = None) -> bytes:
    """Render the home of the site."""
    return framed("index.html.j2", index_document(index), templates, site, index=index).encode()


def framed(
    template: str,
    page: Document,
    templates: Templates | None = None,
    site: SiteMap | None = None,
    **words: object,
) -> str:
    """Fill a page's template in, with the site around the page; one that is not there means a plain page."""
    say = language(page.language)
    return rendered(
        template if template in template_names() else _PAGE,
        templates,
        page=page,
        say=say,
        around=around(page, site, "html", say),
        as_of=page_words(page).as_of,
        **words,
    )


def rendered(template: str, templates: Templates | None = None, **words: object) -> str:
    """Fill one of the templates in; every text in ``words`` is escaped.

    Without words that say otherwise the page stands alone and is English.
    """
    chosen = templates or SHIPPED
    frame = {"around": ALONE, "say": language("en"), "first": Anchors().first}
    return chosen.fill(chosen.html, template, {**frame, **words})
