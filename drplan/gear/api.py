"""A controller's API as data: where it is, how its key is shown, and what is read of it."""

from __future__ import annotations

from typing import Literal

from drplan.gear.data import Data, Pattern


class Read(Data):
    """One endpoint of a controller's API that is read for a backup."""

    name: str
    """What it is called in the document."""
    of: Literal["organization", "network", "appliance", "switch", "wireless", "ssid", "switch-unit", "site"]
    """What it is asked of: each thing of that kind once."""
    path: str
    """Below the API's base; may hold ``{organization}``, ``{network}``, ``{number}``, ``{serial}``,
    ``{site}``."""
    pages: bool = False
    """It answers in pages."""
    key: str = ""
    """Entries are sorted by this field: their order says nothing. Without it the order counts."""
    each: bool = False
    """Each entry is asked for by its ``key`` as well: the list tells it short."""
    since: str = ""
    """The version of the application that first has it."""
    where: str = ""
    """Asked only where the read of this name, of the same thing, has ``where_true``."""
    where_true: str = ""


class Controller(Data):
    """An API that is only read: where it is, how its key is shown, and what is read."""

    host: str = ""
    """Its fixed name; empty: the device's own address."""
    base: str
    """What each path begins with."""
    header: str
    shows: str
    """The header that shows the key, and its value with ``{key}``."""
    right: str
    """Which right the key needs, and where it is given."""
    oldest: str = ""
    """The oldest version of the application that tells all of this."""
    reads: tuple[Read, ...]
    volatile: tuple[Pattern, ...] = ()
    """What changes by itself: names from the document's top, joined by ``/``, matched whole."""
