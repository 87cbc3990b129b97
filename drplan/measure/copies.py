"""What a copy of a data set is worth: how fresh it is, where it is heading, or why that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from drplan.declare.protection import BackupPolicy
from drplan.errors import DrplanError
from drplan.measure.forecast import Forecast, forecast
from drplan.measure.freshness import BANDS, Band, Freshness, freshness, not_known
from drplan.measure.promise import Promises
from drplan.measure.trend import Trend, trend
from drplan.ports import RecoveryPoint

_WORST_FIRST: tuple[Band, ...] = ("none", "unknown", "beyond", "up-to-4x", "up-to-2x", "within")


@dataclass(frozen=True)
class CopyState:
    """One data set in one copy. ``error`` says why the copy could not be asked: nothing of it is known."""

    data_set: str
    copy: str
    freshness: Freshness
    trend: Trend | None
    forecast: Forecast
    error: DrplanError | None = None


def copy_state(
    data_set: str,
    copy: str,
    shown: Iterable[RecoveryPoint] | DrplanError,
    promises: Promises,
    *,
    policy: BackupPolicy,
    now: datetime,
) -> CopyState:
    """Judge the recovery points of one data set that a copy shows, or the error it answered with."""
    promise = promises.on(data_set, now.date())
    if isinstance(shown, DrplanError):
        unknown = Forecast(None, None, "the copy could not be asked", None)
        return CopyState(data_set, copy, not_known(promise), None, unknown, shown)
    found = freshness(shown, promise, now)
    line = trend(found.sifted.good)
    ahead = forecast(line, policy, lambda day: promises.on(data_set, day).in_force, now)
    return CopyState(data_set, copy, found, line, ahead)


def worst_first(states: Iterable[CopyState]) -> list[CopyState]:
    """Order states: what may not be there at all comes first, then what is oldest for its RPO."""

    def order(state: CopyState) -> tuple[int, bool, float, str, str]:
        fresh = state.freshness
        times = fresh.age / fresh.promise.in_force if fresh.age is not None else 0.0
        return (_WORST_FIRST.index(fresh.band), fresh.well, -times, state.data_set, state.copy)

    return sorted(states, key=order)


def tally(states: Sequence[CopyState]) -> dict[Band, int]:
    """Count copies by band, every band named."""
    return {name: sum(state.freshness.band == name for state in states) for name in BANDS}
