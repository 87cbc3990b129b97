"""Archives of Google Takeout or Vault (``.zip``, ``.tgz``): each read to its end, the parts of a set counted.

A set's last part can be missing without a trace in the others; a gap before it is seen.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from .archive import members
from .content import Content, in_words, stale
from .fault import Fault
from .manifest import Entry
from .unsound import Unsound

_ENDINGS = (".zip", ".tgz", ".tar.gz")
_DAYS = 70.0
"""Takeout by itself comes every two months."""
_PART = re.compile(r"(.+?)[-_](\d{1,4})\.(?:zip|tgz|tar\.gz)")
_PAGE = "archive_browser.html"
_VAULT = re.compile(r".*-metadata\.(?:xml|csv)")
_PRODUCT_AT = 2
_MOST_PRODUCTS = 100


def read(folder: str, source: Mapping[str, Any]) -> Content:
    """Read every archive below the folder; ``Fault`` when there is none."""
    archives = sorted(_archives(folder))
    if not archives:
        raise Fault("source-empty", f"{folder} holds no archive ({', '.join(_ENDINGS)})")
    seen, troubles = _Seen(), []
    for path in archives:
        try:
            seen.take(path)
        except Unsound as wrong:
            troubles.append(f"{os.path.relpath(path, folder)} {wrong}")
    troubles += gaps(os.path.relpath(path, folder) for path in archives)
    if not seen.indexed:
        troubles.append(f"none of its archives holds an index ({_PAGE}, or Vault's metadata)")
    newest = max(os.stat(path).st_mtime for path in archives)
    doubts = [*in_words("archives", troubles), *stale(newest, source, _DAYS)]
    counts = {"archives": len(archives), "files inside": sum(seen.products.values()), **seen.told()}
    entries: dict[str, Entry] = {name: {"count": count} for name, count in counts.items()}
    return Content(entries, doubts, newest, watched=("files inside", *seen.told()))


class _Seen:
    """Files by product, and whether any of them is an index."""

    def __init__(self) -> None:
        self.products: Counter[str] = Counter()
        self.indexed = False

    def take(self, path: str) -> None:
        """Read one archive to its end; raises ``Unsound``."""
        for member in members(path):
            parts = member.name.split("/")
            self.products[parts[1] if len(parts) > _PRODUCT_AT else ""] += 1
            self.indexed = self.indexed or parts[-1] == _PAGE or bool(_VAULT.fullmatch(parts[-1]))

    def told(self) -> dict[str, int]:
        """Return the files of each product, of as many as one account can have."""
        named = sorted(self.products.items())[:_MOST_PRODUCTS]
        return {f"product {name}": count for name, count in named if name}


def gaps(names: Iterator[str]) -> list[str]:
    """Say which sets of numbered parts lack one before their last."""
    parts: defaultdict[str, set[int]] = defaultdict(set)
    for name in names:
        if found := _PART.fullmatch(name):
            parts[found[1]].add(int(found[2]))
    missing = {name: max(there) - len(there) for name, there in parts.items() if max(there) > len(there)}
    return [f"{name} lacks {count} of its numbered parts" for name, count in sorted(missing.items())]


def _archives(folder: str) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        yield from (os.path.join(where, name) for name in names if name.endswith(_ENDINGS))
