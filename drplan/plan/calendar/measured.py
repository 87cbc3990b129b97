"""What the last backups of a data set took, as its recovery points say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from drplan.ports import RecoveryPoint

_LAST = 14
"""So many recovery points are looked at: two weeks of nights."""


@dataclass(frozen=True)
class Measured:
    """The longest of some backups to one copy, and the most bytes that one of them added."""

    lasted: timedelta
    added: int


def measured_of(points: Sequence[RecoveryPoint]) -> Measured | None:
    """Return what the last of a copy's recovery points took, given oldest first; ``None`` when none tell.

    The very first is left out: it adds all there is, and the others what changed.
    """
    told = [point for point in points[1:] if point.seconds > 0][-_LAST:]
    if not told:
        return None
    seconds = max(point.seconds for point in told)
    return Measured(timedelta(seconds=seconds), max(point.added for point in told))
