"""How drills are run, what becomes of what they found, and for how long they prove anything."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from drplan.declare.base import Declared

_AtOnce = Annotated[int, Field(ge=1, le=64)]
_Days = Annotated[int, Field(ge=1, le=3650)]
_AtMostAYear = Annotated[int, Field(ge=1, le=365)]


class Drills(Declared):
    """What a drill takes on at a time, how long sampled ones take to cover all, and what follows from it."""

    parts: Annotated[int, Field(ge=1, le=12)] = 4
    """The quarters in which sampled drills together cover every entry of every data set."""
    at_once: _AtOnce = 2
    """How many services, or data sets, one machine brings back side by side."""
    per_repository: _AtOnce = 2
    """How many restores read from one repository side by side."""
    per_link: _AtOnce = 2
    """How many restores pass one link side by side."""
    mend_within_days: tuple[_Days, _Days, _Days, _Days] = (7, 14, 30, 60)
    """In how many days what failed is to be mended, for tiers 0, 1, 2 and 3."""
    proven_for_days: tuple[_AtMostAYear, _AtMostAYear, _Days, _Days] = (365, 365, 365, 730)
    """For how many days a passed drill proves a service, for tiers 0, 1, 2 and 3.

    A year at the most for tiers 0 and 1 (NIST SP 800-53 Rev. 5, CP-4).
    """
