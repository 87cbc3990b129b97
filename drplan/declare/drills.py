"""How drills are run."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from drplan.declare.base import Declared

_AtOnce = Annotated[int, Field(ge=1, le=64)]


class Drills(Declared):
    """What a drill takes on at a time, and how long sampled drills take to cover all there is."""

    parts: Annotated[int, Field(ge=1, le=12)] = 4
    """The quarters in which sampled drills together cover every entry of every data set."""
    at_once: _AtOnce = 2
    """How many services, or data sets, one machine brings back side by side."""
    per_repository: _AtOnce = 2
    """How many restores read from one repository side by side."""
    per_link: _AtOnce = 2
    """How many restores pass one link side by side."""
