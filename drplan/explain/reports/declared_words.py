"""What a declaration says that no public page may: names of machines, places, addresses, accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from drplan.declare import District, Role
from drplan.declare.lookup import services
from drplan.explain.language import LANGUAGES, language

_NAMED = {
    "assets": "an asset",
    "repositories": "a place of copies",
    "data_sets": "a data set",
    "links": "a line",
    "rooms": "a room",
    "policies": "a backup policy",
    "zones": "a zone",
    "services": "a service's machine name",
}
_SAID = {
    "location": "where copies lie",
    "prune_location": "where copies lie",
    "account_id": "an account",
    "bucket": "a bucket",
    "buckets": "a bucket",
    "reference": "where a secret is",
    "address": "an address",
    "network": "a network",
    "networks": "a network",
    "url": "an address",
    "path": "a folder",
    "paths": "a folder",
    "email": "a mailbox",
    "phone": "a telephone",
    "keys": "a key",
    "ssh_host_key": "a key",
    "canaries": "a data set's content",
    "database": "a database",
    "number": "an agreement's number",
}
_ALWAYS = frozenset({"an asset", "a place of copies", "a data set", "a bucket"})
"""What is hidden even where its name is a plain word; a database called ``finance`` tells nothing."""
_SHORTEST = 6
_TOKEN = re.compile(r"[a-z][a-z0-9-]*")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Hidden:
    """What must not be told: ``names`` are whole words, ``parts`` may stand anywhere; each with its kind."""

    names: Mapping[str, str]
    parts: Mapping[str, str]


def hidden(district: District) -> Hidden:
    """Collect it, in lower case. A word that drplan's own texts use tells nothing and is left out."""
    spoken = spokesperson(district)
    known = {spoken.phone.casefold(), spoken.email.casefold()} if spoken else set()
    known.add(district.domain.casefold())
    ours = our_words()
    names: dict[str, str] = {}
    parts: dict[str, str] = {}
    for said, kind in _walk(district.model_dump(mode="json")):
        word = said.strip().casefold()
        if word in known or word in ours:
            continue
        if _TOKEN.fullmatch(word):
            if kind in _ALWAYS or not word.isalpha():
                names.setdefault(word, kind)
        elif len(word) >= _SHORTEST:
            parts.setdefault(word, kind)
    return Hidden(names, parts)


def spokesperson(district: District) -> Role | None:
    """Return the role whose telephone and mailbox are public: the owner of the mass notification."""
    owners = {each.owner for each in services(district) if each.function == "mass-notification"}
    return next((each for each in district.roles if each.name in owners), None)


@cache
def our_words() -> frozenset[str]:
    """Return every word of drplan's own texts, in all languages."""
    texts = [one for code in LANGUAGES for each in language(code).messages.items() for one in _texts(each)]
    return frozenset(word for text in texts for word in _WORD.findall(text.casefold()))


def _texts(message: tuple[str, str | tuple[str, ...]]) -> Iterator[str]:
    said, translated = message
    yield said
    yield from (translated,) if isinstance(translated, str) else translated


def _walk(value: Any, group: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text to hide with its kind; ``group`` is the field that the value lies in."""
    if isinstance(value, str):
        if group in _SAID:
            yield value, _SAID[group]
    elif isinstance(value, list):
        for each in value:
            yield from _walk(each, group)
    elif isinstance(value, dict):
        if group in _NAMED and "name" in value:
            yield value["name"], _NAMED[group]
        if group == "escrow":
            yield value["place"], "where a sealed key is kept"
        for key, inner in value.items():
            yield from _walk(inner, key)
