"""What the pages of several kinds of records have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drplan.explain.content import Table
from drplan.explain.document import Block
from drplan.explain.words import length
from drplan.record.chain import Link

Blocks = Iterator[Block]


def place(link: Link) -> Iterator[tuple[str, str]]:
    """Yield where a record stands in its chain, as facts."""
    yield "Head", link.head
    yield "Follows", link.previous or "nothing: it is the first of its chain"


def table(caption: str, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Blocks:
    """Yield the table, or nothing where it has no rows."""
    if rows:
        yield Table(caption, header, rows)


def because(judged: Any) -> str:
    """Return the reasons of what has a verdict, in one line."""
    return "; ".join(judged.verdict.because)


def took(seconds: float | None) -> str:
    """Return a measured time in words."""
    return "not measured" if seconds is None else length(seconds)
