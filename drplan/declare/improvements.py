"""What a district could buy to be back sooner, or to lose less: an option, not a decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from pydantic import model_validator

from drplan.declare.base import Declared, Dollars, Name, Text
from drplan.declare.lifecycle import Funding


class Improvement(Declared):
    """A change that money buys. What it would do is an estimate until a drill has shown it."""

    name: Name
    """Its name, unlike any other of its kind."""
    title: Text
    """What would be bought or done."""
    services: tuple[Name, ...]
    """The services it helps."""
    cost: Dollars = 0
    """What it costs once, in dollars."""
    dollars_a_year: Dollars = 0
    """What it costs every year after that, in dollars."""
    funding: Funding | None = None
    """Who would pay; none until the money is found."""
    back_within: timedelta | None = None
    """How soon the services would be back at the latest, estimated."""
    loses_at_most: timedelta | None = None
    """The most data, in time, that would be lost, estimated."""
    assumes: Text | None = None
    """What the estimate rests on."""

    @model_validator(mode="after")
    def _helps_something(self) -> Self:
        if not self.services:
            raise ValueError("services must name at least one service")
        return self
