"""The search page: the whole index in one file, and a small script that its policy allows by hash.

The index is inert JSON. Only this page runs a script, and only that one: ``script-src 'sha256-…'`` (CSP 3).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup

from drplan.explain.around import SEARCH, Way
from drplan.explain.document import Document, Link
from drplan.explain.html import framed
from drplan.explain.language import language
from drplan.explain.search_index import KINDS, LISTED, Found, found_in
from drplan.explain.site_map import site_map
from drplan.explain.source import Source
from drplan.explain.templating import Templates
from drplan.explain.where import href

_INERT = str.maketrans({each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"})


def search_page(source: Source, documents: Iterable[Document], templates: Templates | None = None) -> bytes:
    """Return ``search.html``: every page, heading, step, service, asset, data set and role of a district.

    ``documents`` are all pages of the site, each with its ``path``.
    """
    all_pages = tuple(documents)
    found = tuple(found_in(source.district, all_pages))
    name = source.district.name
    page = Document(language("en")("Search"), name, 0, (), path=SEARCH, kind=SEARCH)
    return framed(
        "search.html.j2",
        page,
        templates,
        site_map(source.district, all_pages),
        allowed=Markup(f"'sha256-{_digest()}'"),  # noqa: S704 - a digest in base64
        index=inert(_index(found, {page.path: page.title for page in all_pages})),
        script=Markup(_script()),  # noqa: S704 - it is shipped, and its digest is in the policy
        listed=tuple(_listed(found)),
    ).encode()


def inert(value: object) -> Markup:
    """Write JSON that nothing in a script element can end or read as markup (HTML 4.12.1.3)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_INERT))  # noqa: S704 - no character that HTML reads is left


@cache
def _script() -> str:
    return files("drplan.explain").joinpath("templates/search.js").read_text("utf-8")


@cache
def _digest() -> str:
    return b64encode(sha256(_script().encode()).digest()).decode()


def _index(found: Iterable[Found], titles: dict[str, str]) -> dict[str, object]:
    say = language("en")
    texts: dict[str, int] = {}
    places = {path: number for number, path in enumerate(titles)}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts)) if text else -1

    rows = [
        [
            KINDS.index(each.kind),
            places[each.page],
            number(each.anchor),
            number(each.name),
            number(each.about),
        ]
        for each in found
    ]
    return {
        "kinds": KINDS,
        "pages": [[href(Link("", path), SEARCH, "html"), title] for path, title in titles.items()],
        "texts": list(texts),
        "rows": rows,
        "said": {
            "one": say("1 place."),
            "many": say("{number} places.", number="{number}"),
            "first": say("The first 50 are shown: add a word."),
        },
    }


def _listed(found: Iterable[Found]) -> Iterable[Way]:
    for each in found:
        if each.kind in LISTED:
            about = f": {each.about}" if each.about else ""
            yield Way(f"{each.name}{about}", href(Link("", each.page, each.anchor), SEARCH, "html"))
