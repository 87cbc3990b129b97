"""What this machine reads of a source that it keeps itself, and what such a source can be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from drplan.ports import Entries


@dataclass(frozen=True)
class Captured:
    """What a source is at one moment: the ``content`` of the file ``name``, its manifest, its neighbours."""

    name: str
    content: str
    entries: Entries
    beside: Mapping[str, str] = field(default_factory=dict)


class ControlSource(Protocol):
    """One data set that fits into one text file."""

    def capture(self) -> Captured:
        """Read the source as it is kept."""
        ...

    def read(self) -> tuple[str, Entries]:
        """Return the artefact's text and the manifest of what it stands for."""
        ...

    def write(self, content: str) -> Sequence[str]:
        """Bring production to what the artefact says; returns notes."""
        ...

    def prove(self, content: str) -> tuple[Entries, Sequence[str]]:
        """Return the manifest of what the artefact holds, read anew, and notes; changes nothing."""
        ...

    def size(self, content: str, found: Entries) -> int:
        """Return how many bytes came back."""
        ...
