"""What a PDF's structure tree holds, read with pikepdf: what a screen reader would be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf


@dataclass(frozen=True)
class Element:
    """One element: its kind (``H1``, ``TH``), its dictionary, and the kinds it lies in."""

    kind: str
    held: Any
    above: tuple[str, ...]


class Structure:
    """One PDF, opened."""

    def __init__(self, content: bytes) -> None:
        self.file = pikepdf.open(BytesIO(content))
        self.root = self.file.Root
        self.elements = list(_elements(self.root.StructTreeRoot, ()))

    def of(self, kind: str) -> list[Element]:
        return [each for each in self.elements if each.kind == kind]

    def kinds(self) -> list[str]:
        return [each.kind for each in self.elements]

    def headings(self) -> list[tuple[int, str]]:
        found = [each for each in self.elements if each.kind[:1] == "H" and each.kind[1:].isdigit()]
        return [(int(each.kind[1:]), str(each.held.get("/T", ""))) for each in found]

    def bookmarks(self) -> list[str]:
        with self.file.open_outline() as outline:
            return [str(each.title) for each in outline.root]

    def untagged(self) -> int:
        """Count what is painted outside of marked content: neither tagged nor an artifact."""
        return sum(_painted_outside(page) for page in self.file.pages)


PAINTS = frozenset(["Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do"])


def _painted_outside(page: Any) -> int:
    depth = painted = 0
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
        painted += name in PAINTS and depth == 0
    return painted


def _elements(held: Any, above: tuple[str, ...]) -> Iterator[Element]:
    inner = held.get("/K", ())
    for each in inner if isinstance(inner, pikepdf.Array) else [inner]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            kind = str(each.S).lstrip("/")
            yield Element(kind, each, above)
            yield from _elements(each, (*above, kind))
