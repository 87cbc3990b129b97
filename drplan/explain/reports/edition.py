"""The two editions: their words, and what keeps a public page from telling what it must not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from drplan.declare import District
from drplan.errors import DisclosureError
from drplan.explain.document import Document, Edition
from drplan.explain.language import Language
from drplan.explain.reports.declared_words import Hidden, hidden, spokesperson

_WORD = re.compile(r"[^\W_][\w-]*[^\W_]|[^\W_]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,$-])(?:\+?1[ .-])?(?:\(?\d{3}\)?[ .-])?\d{3}[ .-]\d{4}(?![\w-])")
_SHAPES = {
    "an address (IPv4)": re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w)"),
    "an address (IPv6)": re.compile(r"(?<![\w:])[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])"),
    "a hardware address": re.compile(r"(?<![\w:])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![\w:-])"),
    "a social security number": re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
    "a key": re.compile(r"-----begin |\b(?:ssh-(?:rsa|ed25519)|akia[0-9a-z]{12,})"),
    "where copies lie": re.compile(r"\b(?:s3|rest|sftp|b2|azure|gs|rclone):"),
    "a password in an address": re.compile(r"//[^\s/@]+@"),
}


def edition_words(edition: Edition, say: Language) -> str:
    """Say for whom the page is."""
    if edition == "public":
        return say("Public.")
    return say("Restricted: for those who answer for the plan.")


def guard(page: Document, district: District) -> None:
    """Refuse a public page that tells a name, an address, a telephone or a secret's place.

    Looks at every text of every block, pictures too. Raises ``DisclosureError`` that says which kind of
    thing slipped through and where it stands: what it is stands on the page's restricted edition.
    """
    found = next(disclosed(page, district), None)
    if found is not None:
        word, kind = found
        raise DisclosureError(
            f"the public edition of {page.title!r} would tell {kind}: {word!r}",
            next_step="take it out of the declared title or text it stands in, or use --edition restricted",
        )


def disclosed(page: Document, district: District) -> Iterator[tuple[str, str]]:
    """Yield what a public page must not tell, with its kind."""
    barred, role = hidden(district), spokesperson(district)
    open_ = {role.phone.casefold(), role.email.casefold()} if role else set()
    for text in texts(page):
        yield from _in_text(_flat(text), barred, open_)


def _in_text(text: str, barred: Hidden, open_: set[str]) -> Iterator[tuple[str, str]]:
    for word in _WORD.findall(text):
        if word in barred.names:
            yield word, barred.names[word]
    for part, kind in barred.parts.items():
        if part in text:
            yield part, kind
    for kind, shape in _SHAPES.items():
        yield from ((each[0], kind) for each in shape.finditer(text))
    for kind, shape in (("a mailbox", _EMAIL), ("a telephone", _PHONE)):
        yield from ((each[0], kind) for each in shape.finditer(text) if each[0] not in open_)


def _flat(text: str) -> str:
    """Write a text so that no hidden mark and no look-alike keeps a name from being found."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(each for each in plain if unicodedata.category(each) != "Cf").casefold()


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a page, whatever its blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
