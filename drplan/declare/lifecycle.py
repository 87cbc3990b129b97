"""What an asset cost, who paid, and until when it can be relied on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from drplan.declare.base import Declared, Dollars, Text

Budget = Literal["capital", "operating"]
"""Which budget pays: what lasts (``capital``) or what is used up in the year (``operating``)."""


class Funding(Declared):
    """Where the money for something comes from."""

    budget: Budget
    """Which budget pays."""
    source: Text
    """The fund, grant or levy, in the words of the finance office."""
    e_rate_category: Annotated[int, Field(ge=1, le=2)] | None = None
    """1 (connections) or 2 (equipment inside buildings) when E-rate pays a part (47 CFR 54.502)."""


class Replacement(Declared):
    """When an asset is to be replaced, and for how much."""

    due: date
    """The day by which the new one is to stand."""
    cost: Dollars
    """What it will cost, in dollars."""
    funding: Funding | None = None
    """Who pays; none until the money is found."""


class Lifecycle(Declared):
    """An asset from purchase to replacement. Nothing ends before it was bought."""

    bought: date
    """The day it was bought."""
    cost: Dollars
    """What it cost, in dollars."""
    funding: Funding
    """Who paid."""
    warranty_until: date | None = None
    """The last day on which the seller mends it."""
    support_until: date | None = None
    """The last day on which the maker publishes security updates for it."""
    replacement: Replacement | None = None
    """What comes after it, when that is planned."""

    @model_validator(mode="after")
    def _nothing_ends_before_it_was_bought(self) -> Self:
        for field in ("warranty_until", "support_until"):
            end = getattr(self, field)
            if end is not None and end < self.bought:
                raise ValueError(f"{field} ({end}) is before bought ({self.bought})")
        return self
