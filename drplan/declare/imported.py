"""What another tool's file says of a district: rows of plain text, as they were found, not yet judged.

It lies here, below everything else, because adapters fill these rows and ``explain`` writes inventories from
them, and neither may import the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOOLS = ("netbox", "nornir", "ansible", "oxidized", "csv")
"""What can be imported: the words typed after ``drplan inventory import``."""

MOST_SHOWN = 80
"""How many letters of a foreign text are ever printed."""


def shown(text: str) -> str:
    """Return a foreign text fit for one line on a terminal: printable, at most 80 letters."""
    if len(text) <= MOST_SHOWN and text.isprintable() and "  " not in text:
        return text.strip()
    start = text[: MOST_SHOWN + 1]
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in start).split())
    return line if len(text) <= MOST_SHOWN else f"{line[: MOST_SHOWN - 1]}…"


@dataclass(frozen=True)
class Unmapped:
    """Something that was read and not brought over: its file, where in it, what it is, and why not."""

    file: str
    place: str
    what: str
    why: str

    def cells(self) -> dict[str, str]:
        """Return the four texts, fit to print."""
        return {
            "file": self.file,
            "place": shown(self.place),
            "what": shown(self.what),
            "why": self.why,
        }


@dataclass(frozen=True)
class ImportedRoom:
    """A room of a site: ``key`` is what assets refer to it by."""

    key: str
    title: str


@dataclass(frozen=True)
class ImportedPrefix:
    """A prefix of a site as text, and where it was found."""

    file: str
    place: str
    prefix: str


@dataclass(frozen=True)
class ImportedVlan:
    """A VLAN of a site: where it was found, its number, name and IPv4 prefix as text."""

    file: str
    place: str
    number: str
    name: str
    prefix: str


@dataclass(frozen=True)
class ImportedSite:
    """A site that the file declares itself: assets refer to it by ``key``; ``code`` is its short word."""

    file: str
    place: str
    key: str
    title: str
    code: str
    prefixes: tuple[ImportedPrefix, ...] = ()
    rooms: tuple[ImportedRoom, ...] = ()
    vlans: tuple[ImportedVlan, ...] = ()


@dataclass(frozen=True)
class ImportedLifecycle:
    """Dates and money as the file writes them; empty where it says nothing."""

    bought: str = ""
    cost: str = ""
    funding: str = ""
    warranty_until: str = ""
    support_until: str = ""
    replacement_due: str = ""
    replacement_cost: str = ""


@dataclass(frozen=True)
class ImportedAsset:
    """One machine as the file describes it; empty texts where it says nothing.

    ``kinds`` are the words that say what it is: role, category, groups. ``platforms`` are those that say what
    runs on it: platform, maker, model. ``usual`` is what this tool lists when no word says: ``server`` or
    nothing. ``host_key`` is the key of the server it is a virtual machine of; ``site`` and ``room`` are keys.
    """

    file: str
    place: str
    key: str
    name: str
    address: str
    site: str
    kinds: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    usual: str = ""
    software: str = ""
    software_until: str = ""
    room: str = ""
    host_key: str = ""
    lifecycle: ImportedLifecycle = ImportedLifecycle()


@dataclass(frozen=True)
class Imported:
    """Everything one source held: ``tool`` says what wrote it, ``source`` is its path as it was given."""

    tool: str
    source: str
    sites: Sequence[ImportedSite]
    assets: Sequence[ImportedAsset]
    unmapped: Sequence[Unmapped]
