"""How large a data set is and how fast it changes, as its recovery points tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from drplan.ports import RecoveryPoint

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ToldSize:
    """``size`` in bytes at the newest recovery point, ``change`` in bytes a day added since the first."""

    size: int
    change: int


def told_size(points: Sequence[RecoveryPoint]) -> ToldSize | None:
    """Return what a copy's recovery points tell, given oldest first; ``None`` for less than a day of them.

    Those that were doubted, and those that do not tell how long they took, are passed over. The first one
    adds all there is: only what came after it is change.
    """
    told = [each for each in points if each.seconds > 0 and not each.suspect]
    if not told or told[-1].taken_at - told[0].taken_at < _DAY:
        return None
    length = (told[-1].taken_at - told[0].taken_at) / _DAY
    return ToldSize(told[-1].size, ceil(sum(each.added for each in told[1:]) / length))
