"""The day on which backups will have grown too slow for their window or their promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from drplan.declare.protection import BackupPolicy
from drplan.measure.trend import FEWEST, Trend
from drplan.validate.units import hours

FARTHEST = 366
"""Days that are looked ahead at the most: a year with all its seasons."""
_TIMES_BACK = 10
"""How many times as far ahead as its recovery points reach back a line is believed."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Forecast:
    """The first ``day`` on which ``missed`` will be; both ``None``, with the reason, when none is foreseen.

    ``until`` is the last day that was looked at; ``None`` when nothing could be said at all.
    """

    day: date | None
    missed: Literal["window", "rpo"] | None
    because: str
    until: date | None


def forecast(
    line: Trend | None, policy: BackupPolicy, rpo_on: Callable[[date], timedelta], now: datetime
) -> Forecast:
    """Say when a backup will last longer than its window, or leave data older than the RPO of the day.

    Just before a backup ends the newest recovery point is as old as a cadence and that backup, as in rule
    DRP031. Never names a day before ``now``: what is missed already is missed today.
    """
    if line is None:
        return Forecast(None, None, f"fewer than {FEWEST} good recovery points say how long they took", None)
    gone = (now - line.last) / _DAY
    believed = _TIMES_BACK * ((line.last - line.first) / _DAY)
    ahead = int(min(believed - gone, FARTHEST)) if believed >= gone else -1
    for number in range(ahead + 1):
        day, lasts = now.date() + number * _DAY, line.seconds.at(gone + number)
        found = _missed(lasts, policy, rpo_on(day))
        if found is not None:
            return Forecast(day, *found, until=day)
    if ahead < 0:
        return Forecast(None, None, "the recovery points lie too close together, or too far back", None)
    until = now.date() + ahead * _DAY
    return Forecast(None, None, f"nothing is missed until {until}, as far as they let one see", until)


def _missed(
    lasts: float, policy: BackupPolicy, rpo: timedelta
) -> tuple[Literal["window", "rpo"], str] | None:
    """``lasts`` is a backup's duration in seconds."""
    if policy.window is not None and lasts > policy.window.lasts.total_seconds():
        return "window", f"backups take {hours(lasts)}, their window is open for {hours(policy.window.lasts)}"
    oldest = policy.cadence.total_seconds() + lasts
    if oldest > rpo.total_seconds():
        begun = f"backups every {hours(policy.cadence)} that take {hours(lasts)}"
        return "rpo", f"{begun} leave data {hours(oldest)} old, the RPO is {hours(rpo)}"
    return None
