"""When a notice is sent, to whom, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from drplan.declare.exercises import Peril
from drplan.plan.copy_trust import ATTACKS

Audience = Literal["staff", "families", "press"]
Moment = Literal["first", "update", "over", "records"]
"""``records``: somebody without permission may have seen records. It is for attacks alone."""

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
MOMENTS: tuple[Moment, ...] = get_args(Moment)
PERILS: tuple[Peril, ...] = get_args(Peril)


@dataclass(frozen=True)
class Occasion:
    """One notice: because of which peril, to whom, at which moment."""

    peril: Peril
    audience: Audience
    moment: Moment

    @property
    def attack(self) -> bool:
        """Whether somebody did it, and may have read what is kept."""
        return self.peril in ATTACKS

    def file(self, language: str) -> str:
        """Return the name of a district's own file for it, as in ``families.ransomware.first.es.txt``."""
        return f"{self.audience}.{self.peril}.{self.moment}.{language}.txt"


def moments_of(peril: Peril) -> tuple[Moment, ...]:
    """Return the moments at which a peril asks for a notice."""
    return MOMENTS if peril in ATTACKS else tuple(each for each in MOMENTS if each != "records")
