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
    """Choose the newest recovery point made before the disruption; among equals, the nearest copy.

    ``copies`` are repository names, nearest first. A copy made in the same run may be minutes younger than
    its nearer twin; the nearest copy wins while it is no more than an hour older than the newest.
    """
    usable = [p for p in points if p.taken_at <= before and p.repository in copies]
    if not usable:
        return Choice(None, "no recovery point was made before the disruption")
    newest = max(p.taken_at for p in usable)
    close = [p for p in usable if newest - p.taken_at <= timedelta(hours=1)]
    nearest = min(copies.index(p.repository) for p in close)
    chosen = max((p for p in close if copies.index(p.repository) == nearest), key=lambda p: p.taken_at)
    return Choice(chosen, f"newest before the disruption, in the nearest copy ({chosen.repository})")


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
    """Decide for each copy of the policy whether its newest recovery point is older than the cadence."""
    decisions = []
    for copy in policy.copies:
        ages = [now - p.taken_at for p in points if p.repository == copy]
        if not ages:
            decisions.append(Due(data_set, copy, due=True, because="no recovery point yet"))
            continue
        late = min(ages) >= policy.cadence
        because = f"newest is {_hours(min(ages))} old; one every {_hours(policy.cadence)}"
        decisions.append(Due(data_set, copy, due=late, because=because))
    return tuple(decisions)


def _hours(length: timedelta) -> str:
    return f"{length.total_seconds() / 3600:.1f} h"
