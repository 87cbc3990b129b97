"""Who is told when backups get worse or better."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from drplan.declare.base import Declared, Name
from drplan.declare.secret import Secret

News = Literal["age", "unknown", "suspect", "future-dated", "forecast", "configuration"]
"""What may change about a copy of a data set, and, last, that a network device's configuration did."""

_ALL: tuple[News, ...] = ("age", "unknown", "suspect", "future-dated", "forecast", "configuration")


class Notify(Declared):
    """Somebody who is told when `drplan backup status --notify` or `backup run --notify` finds a change."""

    name: Name
    """Its name, unlike any other of its kind."""
    url: Secret
    """Where messages go, by reference, as Apprise writes it: `mailtos://`, `workflows://`, `slack://`, `jsons://`."""
    about: Annotated[tuple[News, ...], Field(min_length=1)] = _ALL
    """Which changes it is told: age against the RPO, silent copies, doubts, forecasts, configurations."""
    worse_than: Literal["within", "up-to-2x", "up-to-4x"] = "within"
    """It is told of ages beyond that band, and of the return to it."""
