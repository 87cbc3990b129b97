"""What can be found: one entry a page, heading, step, service, asset, data set and role."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from drplan.declare import District, Site
from drplan.explain.document import Document, Heading, Steps

KINDS = ("service", "page", "asset", "data set", "role", "step", "heading")
"""What an entry can be; of equal hits the first of these comes first."""

LISTED = frozenset({"service", "page", "asset", "data set", "role"})
"""What the list without a script holds: a page's own table of contents leads on from there."""


@dataclass(frozen=True)
class Found:
    """One entry. ``page`` is a document's path, ``anchor`` a place on it, ``about`` words to find it by."""

    kind: str
    name: str
    page: str
    anchor: str = ""
    about: str = ""


def found_in(district: District, documents: Collection[Document]) -> Iterator[Found]:
    """Return every entry once. The same step on a second page is found on the first one."""
    paths = {page.path for page in documents}
    for site in district.sites:
        if f"{site.code}/runbook" in paths:
            yield from _declared(site, paths)
    yield from _roles(district, paths)
    yield from _written(documents)


def _declared(site: Site, paths: Collection[str]) -> Iterator[Found]:
    runbook = f"{site.code}/runbook"
    for service in site.services:
        own = f"{site.code}/services/{service.name}"
        page, anchor = (own, "") if own in paths else (runbook, f"service.{service.name}")
        yield Found("service", service.name, page, anchor, f"{service.title}. {service.impact}")
        for data in service.data_sets:
            yield Found("data set", data.name, runbook, "holdings", service.title)
    for asset in site.assets:
        yield Found("asset", asset.name, runbook, "holdings", site.title)


def _roles(district: District, paths: Collection[str]) -> Iterator[Found]:
    places = [f"{site.code}/runbook" for site in district.sites if f"{site.code}/runbook" in paths]
    for role in district.roles if places else ():
        own = next((f"{code}/runbook" for code in _codes(district, role.name)), places[0])
        yield Found("role", role.title, own if own in paths else places[0], "people", role.name)


def _codes(district: District, role: str) -> Iterator[str]:
    """Return the sites whose services a role owns."""
    for site in district.sites:
        if any(service.owner == role for service in site.services):
            yield site.code


def _written(documents: Iterable[Document]) -> Iterator[Found]:
    seen: set[tuple[str, str]] = set()
    for page in documents:
        yield Found("page", page.title, page.path)
        for block in page.blocks:
            if isinstance(block, Heading):
                yield Found("heading", block.text, page.path, block.id)
            if isinstance(block, Steps):
                for step in block.steps:
                    if (step.id, step.what) not in seen:
                        seen.add((step.id, step.what))
                        yield Found("step", step.id, page.path, step.id, step.what)
