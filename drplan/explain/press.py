"""Making a page once: what did not change is taken from where it was kept when it was last made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from drplan.explain.document import Document
from drplan.ports import KeepsPages

_MAKERS = ("jinja2", "typst")


@dataclass
class Press:
    """Renders pages, and keeps them by a hash of all that they are made from.

    ``about`` stands for what else a page is made from, as a district's own templates. ``printed`` counts the
    pages that had to be made.
    """

    kept: KeepsPages | None = None
    about: str = ""
    printed: int = 0
    used: set[str] = field(default_factory=set)

    def made(self, form: str, page: Document, render: Callable[[Document], bytes], around: str = "") -> bytes:
        """Return a page in a format, made by ``render`` unless it is kept.

        ``around`` stands for what the format shows around the page.
        """
        if self.kept is None:
            return render(page)
        key = _hash((form, _program(), self.about, around, repr(page)))
        self.used.add(key)
        found = self.kept.get(key)
        if found is None:
            found = render(page)
            self.printed += 1
            self.kept.put(key, found)
        return found

    def forget_the_rest(self) -> None:
        """Drop kept pages that were not asked for since this press was set up."""
        if self.kept is not None:
            self.kept.keep_only(self.used)


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode(errors="surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@cache
def _program() -> str:
    """Return a hash of the program that makes pages: a page of an older one is not taken."""
    code = (file.read_bytes().hex() for file in _files_in(files("drplan.explain")))
    return _hash((*map(_version, _MAKERS), *code))


def _version(distribution: str) -> str:
    """Return a distribution's version; one that is not there made nothing."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _files_in(folder: Traversable) -> Iterable[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda found: found.name):
        if each.is_dir():
            yield from _files_in(each)
        elif each.name.endswith((".py", ".j2", ".css", ".typ", ".js", ".po")):
            yield each
