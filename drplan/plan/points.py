"""Which recovery point to come back from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
