"""Which recovery point to come back from, and which data sets are due for a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drplan.declare.protection import BackupPolicy
from drplan.ports import RecoveryPoint


@dataclass(frozen=True)
class Choice:
    """The recovery point chosen, or ``None``, and why."""

    point: RecoveryPoint | None
    because: str


def choose_point(points: Iterable[RecoveryPoint], *, before: datetime, copies: Sequence[str]) -> Choice:
    """Choose the newest good recovery point made before the disruption; among equals, the nearest copy.

    ``copies`` are repository names, nearest first. A copy made in the same run may be minutes younger than
    its nearer twin; the nearest copy wins while it is no more than an hour older than the newest. One that
    is suspect is never chosen: it is walked back from, and said so.
    """
    usable = [p for p in points if p.taken_at <= before and p.repository in copies]
    if not usable:
        return Choice(None, "no recovery point was made before the disruption")
    good, suspect = [p for p in usable if not p.suspect], _newest(p for p in usable if p.suspect)
    if not good and suspect:
        return Choice(None, f"every recovery point is suspect, the newest ({shown(suspect)}) too")
    newest = max(p.taken_at for p in good)
    close = [p for p in good if newest - p.taken_at <= timedelta(hours=1)]
    nearest = min(copies.index(p.repository) for p in close)
    chosen = max((p for p in close if copies.index(p.repository) == nearest), key=lambda p: p.taken_at)
    because = f"newest before the disruption, in the nearest copy ({chosen.repository})"
    if suspect and suspect.taken_at > chosen.taken_at:
        because = (
            f"the newest is suspect ({shown(suspect)}): "
            f"walked back to that of {chosen.taken_at:%Y-%m-%d %H:%M} UTC in {chosen.repository}"
        )
    return Choice(chosen, because)


def shown(point: RecoveryPoint) -> str:
    """Say which recovery point is meant, and in which words it is doubted."""
    return f"{', '.join(point.suspect)}; {point.taken_at:%Y-%m-%d %H:%M} UTC, {point.snapshot[:8]}"


def _newest(points: Iterable[RecoveryPoint]) -> RecoveryPoint | None:
    return max(points, key=lambda point: point.taken_at, default=None)


@dataclass(frozen=True)
class Due:
    """Whether a data set needs a recovery point in a copy now, and why."""

    data_set: str
    repository: str
    due: bool
    because: str


def due(
    data_set: str, points: Sequence[RecoveryPoint], policy: BackupPolicy, now: datetime
) -> tuple[Due, ...]:
    """Decide for each copy of the policy whether its newest good recovery point is older than the cadence.

    One that is suspect, or dated in the future, says nothing of when the data was last kept well.
    """
    decisions = []
    for copy in policy.copies:
        there = [p for p in points if p.repository == copy]
        ages = [now - p.taken_at for p in there if not p.suspect and p.taken_at <= now]
        if not ages:
            because = "none of its recovery points is good" if there else "no recovery point yet"
            decisions.append(Due(data_set, copy, due=True, because=because))
            continue
        late = min(ages) >= policy.cadence
        because = f"newest is {_hours(min(ages))} old; one every {_hours(policy.cadence)}"
        decisions.append(Due(data_set, copy, due=late, because=because))
    return tuple(decisions)


def _hours(length: timedelta) -> str:
    return f"{length.total_seconds() / 3600:.1f} h"
