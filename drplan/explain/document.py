"""A runbook as a row of blocks, so that every format shows the same things in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from drplan.explain.content import Figure, Step, Table


@dataclass(frozen=True)
class Heading:
    """A heading; ``level`` 2 or 3 (the title is 1). ``id`` can be linked to."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, after a bold ``label`` when there is one."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Notice:
    """A sentence that must not be overlooked."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """Short sentences in a list."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Terms, each with what holds for it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Steps:
    """Numbered things to do."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Command:
    """One line to copy."""

    line: str


@dataclass(frozen=True)
class Link:
    """A way to another page. ``page`` is its path below the runbooks folder, without ending: ``hs/runbook``.

    ``anchor`` is the ``id`` of a heading or a step on it; ``about`` is what stands beside the link.
    """

    text: str
    page: str
    anchor: str = ""
    about: str = ""


@dataclass(frozen=True)
class Links:
    """Ways to other pages, in a list. On paper they are the pages' titles."""

    rows: tuple[Link, ...]


Block = Heading | Paragraph | Notice | Bullets | Facts | Steps | Command | Table | Figure | Links

Edition = Literal["public", "restricted"]
"""Whom a page is for. A ``public`` one holds no address, no host's or account's name and no weakness."""


@dataclass(frozen=True)
class Document:
    """One page. ``as_of`` is seconds since 1970 (see :class:`~drplan.explain.content.Runbook`).

    ``path`` is where it lies below the runbooks folder, without ending (``hs/runbook``), empty for a page
    that stands alone; ``language`` is that of its words (BCP 47); ``kind`` names the template that shows it.
    """

    title: str
    district: str
    as_of: int
    blocks: tuple[Block, ...]
    path: str = ""
    language: str = "en"
    edition: Edition = "restricted"
    kind: str = "runbook"

    def headings(self, level: int) -> tuple[Heading, ...]:
        """Return the headings of one level, in order."""
        return tuple(b for b in self.blocks if isinstance(b, Heading) and b.level == level)
