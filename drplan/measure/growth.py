"""How fast a data set grows: from the sizes it had, or from what is declared a night's backup adds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from statistics import median

from drplan.declare.data import DataSet
from drplan.measure.trend import FEWEST, NEWEST

FARTHEST = 5 * 366
"""Days that are looked ahead at the most: servers are replaced about as often."""
_TIMES_BACK = 10
"""How many times as far ahead as its sizes reach back a growth is believed, as backups' forecasts do."""
_NINETY = 1.645
"""The normal distribution's quantile for an interval that holds the slope nine times in ten."""
_DAY = timedelta(days=1)

Sizes = Sequence[tuple[datetime, int]]
"""Sizes in bytes, and when the data set had them."""


@dataclass(frozen=True)
class Growth:
    """``size`` in bytes now, and the bytes that a day adds: likely, and the ends of what is believed.

    ``ahead`` says for how many days from now it is believed, ``because`` where it is from.
    """

    size: float
    likely: float
    low: float
    high: float
    ahead: int
    because: str


def growth(data_set: DataSet, seen: Sizes, now: datetime) -> Growth | None:
    """Return how a data set grows; ``None`` when nobody can say.

    Five sizes or more are taken before the declaration. Data that shrinks is taken to stay as it is.
    """
    return _seen(seen, now) or _declared(data_set)


def _declared(data_set: DataSet) -> Growth | None:
    """Take what a night adds for growth: too much, where files are rewritten or deleted."""
    if data_set.size is None or data_set.nightly_change is None:
        return None
    night = float(data_set.nightly_change)
    return Growth(float(data_set.size), night, 0.0, night, FARTHEST, "declared size and nightly change")


def _seen(seen: Sizes, now: datetime) -> Growth | None:
    """Fit a line by Theil and Sen, with Sen's interval of its slope by Kendall's test.

    Sen 1968, doi:10.1080/01621459.1968.10480934, without a correction for ties.
    """
    newest = sorted(seen)[-NEWEST:]
    if len({when for when, _ in newest}) < FEWEST:
        return None
    days = [(when - now) / _DAY for when, _ in newest]
    pairs = combinations(zip(days, (size for _, size in newest), strict=True), 2)
    slopes = sorted((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairs if x1 != x2)
    likely, count = max(median(slopes), 0.0), len(newest)
    size = median(size - likely * day for day, (_, size) in zip(days, newest, strict=True))
    spread = _NINETY * math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    low = slopes[max(math.floor((len(slopes) - spread) / 2) - 1, 0)]
    high = slopes[min(math.ceil((len(slopes) + spread) / 2), len(slopes) - 1)]
    ahead = int(min(_TIMES_BACK * (days[-1] - days[0]) + days[-1], FARTHEST))
    why = f"{count} sizes over {(days[-1] - days[0]):.0f} days"
    return Growth(max(size, 0.0), likely, max(min(low, likely), 0.0), max(high, likely), max(ahead, 0), why)
