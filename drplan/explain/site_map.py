"""Which pages a district's site has: what the navigation of each page is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from drplan.declare import District, Site
from drplan.explain.document import Document


@dataclass(frozen=True)
class Place:
    """One page: its path as in :class:`~drplan.explain.document.Document`, and its short name."""

    path: str
    name: str


@dataclass(frozen=True)
class SitePlaces:
    """The pages of one site. ``pages`` are its runbook and plan, ``services`` one page a service."""

    code: str
    title: str
    pages: tuple[Place, ...]
    services: tuple[Place, ...]


@dataclass(frozen=True)
class SiteMap:
    """All pages. ``top`` are those of the district, ``scenarios`` what may happen to it.

    ``paper`` is False where no page is made as PDF: a link to one would lead nowhere.
    """

    top: tuple[Place, ...]
    scenarios: tuple[Place, ...]
    sites: tuple[SitePlaces, ...]
    paper: bool = True

    def site(self, path: str) -> SitePlaces | None:
        """Return the site that a page is about, ``None`` for a page of the district."""
        return self._by_code.get(path.split("/", 1)[0])

    @cached_property
    def _by_code(self) -> dict[str, SitePlaces]:
        return {each.code: each for each in self.sites}


_LANGUAGE = "en"
_NAMES = {
    "runbook": "Runbook",
    "plan": "Plan",
    "plan-record": "Record of the plan",
    "workarounds": "Work without it",
}


def site_map(district: District, documents: Iterable[Document]) -> SiteMap:
    """Say where every page is; of the documents ``path``, ``title`` and ``language`` are looked at."""
    below: dict[str, dict[str, str]] = {}
    for page in documents:
        # A page in another language than the site's own is reached from the page that it is of.
        if page.path and page.language == _LANGUAGE:
            below.setdefault(page.path.split("/", 1)[0] if "/" in page.path else "", {})[page.path] = (
                page.title
            )
    scenarios = tuple(Place(path, title) for path, title in below.get("scenarios", {}).items())
    top = tuple(Place(path, _named(path, title)) for path, title in below.get("", {}).items())
    return SiteMap(top, scenarios, tuple(_site(site, below.get(site.code, {})) for site in district.sites))


def _site(site: Site, titles: Mapping[str, str]) -> SitePlaces:
    services = {f"{site.code}/services/{each.name}": each.title for each in site.services}
    return SitePlaces(
        site.code,
        site.title,
        tuple(Place(path, _named(path, title)) for path, title in titles.items() if path not in services),
        tuple(Place(path, title) for path, title in services.items() if path in titles),
    )


def _named(path: str, title: str) -> str:
    return _NAMES.get(path.rsplit("/", 1)[-1], title)
