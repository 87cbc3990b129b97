"""What past drills measured, as far as it says how long the next one will take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Past:
    """How long something took in a drill. ``size`` is in bytes, of a data set only; ``drill`` is its id."""

    seconds: float
    drill: str
    size: int | None = None


@dataclass(frozen=True)
class History:
    """The newest measurement of each thing that came back, by name.

    ``assets``: put there blank and held to its baselines; ``data_sets``: restored and verified;
    ``services``: their own programs and probes.
    """

    assets: Mapping[str, Past] = field(default_factory=dict)
    data_sets: Mapping[str, Past] = field(default_factory=dict)
    services: Mapping[str, Past] = field(default_factory=dict)


NOTHING_MEASURED = History()
