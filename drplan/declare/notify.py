"""Who is told when backups get worse or better."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from drplan.declare.base import Declared, Name
from drplan.declare.secret import Secret

News = Literal["age", "unknown", "suspect", "future-dated", "forecast"]
"""What may change about a copy of a data set."""

_ALL: tuple[News, ...] = ("age", "unknown", "suspect", "future-dated", "forecast")


class Notify(Declared):
    """Somebody who is told when `drplan backup status --notify` finds a change."""

    name: Name
    """Its name, unlike any other of its kind."""
    url: Secret
    """Where messages go, by reference, as Apprise writes it: `mailtos://`, `workflows://`, `slack://`, `jsons://`."""
    about: Annotated[tuple[News, ...], Field(min_length=1)] = _ALL
    """Which changes it is told: age against the RPO, copies that cannot be asked, doubts, forecasts."""
    worse_than: Literal["within", "up-to-2x", "up-to-4x"] = "within"
    """It is told of ages beyond that band, and of the return to it."""
