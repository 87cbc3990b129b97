"""Where to go on from a recovery point that was found wanting, and what to hold one against."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from drplan.ports import RecoveryPoint

TWINS = timedelta(hours=1)
"""Recovery points of one data set in different copies, no further apart, were made in one run."""
WEEKS = timedelta(days=28)
MOST_PASTS = 5
"""So many older recovery points are tried to hold one against, when they cannot be read or be trusted."""


def next_to_try(
    points: Iterable[RecoveryPoint],
    after: RecoveryPoint,
    *,
    copies: Sequence[str],
    tried: Collection[str],
    damaged: bool,
) -> RecoveryPoint | None:
    """Return the newest good recovery point that may hold what ``after`` does not; among equals, the nearest.

    ``copies`` are repository names, nearest first; ``tried`` are snapshots that are not tried again. When
    ``after`` is ``damaged``, its twin in another copy loses nothing; when its content is doubted, the twin
    holds the same.
    """
    left = [p for p in points if not p.suspect and p.repository in copies and p.snapshot not in tried]
    if damaged:
        left = [p for p in left if p.taken_at <= after.taken_at or _twins(p, after)]
    else:
        left = [p for p in left if p.taken_at < after.taken_at and not _twins(p, after)]
    if not left:
        return None
    newest = max(p.taken_at for p in left)
    close = [p for p in left if newest - p.taken_at <= TWINS]
    nearest = min(copies.index(p.repository) for p in close)
    return max((p for p in close if copies.index(p.repository) == nearest), key=lambda p: p.taken_at)


def pasts_of(points: Iterable[RecoveryPoint], point: RecoveryPoint) -> list[RecoveryPoint]:
    """Return the good recovery points of the same copy to hold this one's content against, the best first.

    That is the oldest of the four weeks before, so that what grows a little each night is seen, and then the
    next oldest; after them the newest of those before the four weeks. No more than ``MOST_PASTS``.
    """
    older = [
        p
        for p in points
        if p.repository == point.repository and not p.suspect and p.taken_at < point.taken_at
    ]
    older.sort(key=lambda p: p.taken_at)
    recent = [p for p in older if point.taken_at - p.taken_at <= WEEKS]
    before = older[: len(older) - len(recent)]
    return [*recent, *reversed(before)][:MOST_PASTS]


def _twins(one: RecoveryPoint, other: RecoveryPoint) -> bool:
    return one.repository != other.repository and abs(one.taken_at - other.taken_at) <= TWINS
