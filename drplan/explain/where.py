"""Where pages lie, and how one leads to another: by relative paths alone, for a USB stick."""

from __future__ import annotations

from posixpath import dirname, relpath
from urllib.parse import quote

from drplan.explain.document import Link


def href(link: Link, path: str, ending: str) -> str:
    """Return the address of a link on the page at ``path``; both lie below the same folder.

    ``ending`` is that of the format, as in ``html``. A link whose ``page`` has an ending of its own keeps it.
    """
    name = link.page.rsplit("/", 1)[-1]
    target = link.page if "." in name else f"{link.page}.{ending}"
    there = quote(relpath(target, dirname(path) or "."))
    return f"{there}#{quote(link.anchor)}" if link.anchor else there


def up(path: str) -> str:
    """Return what leads from the page at ``path`` to the top folder: ``""``, ``../``, ``../../``."""
    return "../" * path.count("/")
