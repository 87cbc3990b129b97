"""What stands around a page: where it is, the other pages, the same page in other formats, the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drplan.explain.document import Document, Link
from drplan.explain.language import Language
from drplan.explain.site_map import Place, SiteMap, SitePlaces
from drplan.explain.where import href

SEARCH = "search"
_MANY_SITES = 12
_HOMES = {"html": "index.html", "md": "README.md"}
_FORMATS = {"html": "HTML", "md": "Markdown", "pdf": "PDF"}


@dataclass(frozen=True)
class Way:
    """A link of the frame: its words and its address; ``here`` when it is this page."""

    text: str
    href: str
    here: bool = False


@dataclass(frozen=True)
class Menu:
    """A group of ways under a title.

    ``kind`` is one of ``district``, ``site``, ``services``, ``scenarios``, ``sites``.
    """

    kind: str
    title: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Around:
    """Everything around one page; all is empty for a page that stands alone.

    ``home`` and ``search`` are addresses, ``forms`` the same page in other formats, of which ``paper`` says
    whether PDF is one.
    """

    home: str = ""
    search: str = ""
    crumbs: tuple[Way, ...] = ()
    menus: tuple[Menu, ...] = ()
    forms: tuple[Way, ...] = ()
    paper: bool = True


ALONE = Around()
"""Nothing: a page that has no other page beside it."""


def around(page: Document, site: SiteMap | None, ending: str, say: Language) -> Around:
    """Say what stands around a page, from its path. ``ending`` is the format's: on paper there is nothing.

    Without a site map there is no menu. The page with the path ``index`` is the home of the site.
    """
    if not page.path or ending not in _HOMES:
        return ALONE
    to = _Ways(page, ending)
    paper = site is None or site.paper
    forms = () if page.path in ("index", SEARCH) else tuple(to.forms(paper=paper))
    menus = tuple(_menus(to, site, say)) if site else ()
    home = to.way("", _HOMES[ending]).href
    search = to.way("", f"{SEARCH}.html").href
    return Around(home, search, tuple(_crumbs(to, site, say)), menus, forms, paper)


@dataclass(frozen=True)
class _Ways:
    page: Document
    ending: str

    def way(self, text: str, path: str, anchor: str = "") -> Way:
        return Way(text, href(Link(text, path, anchor), self.page.path, self.ending), path == self.page.path)

    def ways(self, places: Iterable[Place]) -> tuple[Way, ...]:
        return tuple(self.way(each.name, each.path) for each in places)

    def forms(self, *, paper: bool) -> Iterator[Way]:
        for ending, name in _FORMATS.items():
            if ending != self.ending and (paper or ending != "pdf"):
                yield self.way(name, f"{self.page.path}.{ending}")


def _crumbs(to: _Ways, site: SiteMap | None, say: Language) -> Iterator[Way]:
    yield Way(say("All sites"), to.way("", _HOMES[to.ending]).href, to.page.path == "index")
    place = site.site(to.page.path) if site else None
    first = place.pages[0] if place and place.pages else None
    if place and first and first.path != to.page.path:
        yield to.way(place.title, first.path)
    if to.page.path != "index":
        yield Way(to.page.title, "", here=True)


def _menus(to: _Ways, site: SiteMap, say: Language) -> Iterator[Menu]:
    if site.top:
        yield Menu("district", say("District"), to.ways(site.top))
    place = site.site(to.page.path)
    if place:
        yield Menu("site", place.title, to.ways(place.pages))
        if place.services:
            yield Menu("services", say("Services"), to.ways(place.services))
    if site.scenarios:
        yield Menu("scenarios", say("What happened"), to.ways(site.scenarios))
    if len(site.sites) <= _MANY_SITES:
        # With more, the home page has them: a page would otherwise grow with every other site.
        yield Menu("sites", say("Sites"), tuple(_first(to, site.sites)))


def _first(to: _Ways, sites: Iterable[SitePlaces]) -> Iterator[Way]:
    for each in sites:
        if each.pages:
            yield to.way(each.title, each.pages[0].path)
