"""How old the last good recovery point of a data set in a copy is, beside what is promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from drplan.measure.promise import Promise
from drplan.ports import RecoveryPoint

Band = Literal["within", "up-to-2x", "up-to-4x", "beyond", "none", "unknown"]
"""The age of the last good recovery point in times the RPO.

``none`` where there is no good one, ``unknown`` where the copy could not be asked.
"""

BANDS: tuple[Band, ...] = get_args(Band)
"""All of them; but for ``unknown``, the farther on, the worse."""

_UP_TO: tuple[tuple[int, Band], ...] = ((1, "within"), (2, "up-to-2x"), (4, "up-to-4x"))


def band(age: timedelta, rpo: timedelta) -> Band:
    """Return the band of an age, its limits included."""
    return next((name for times, name in _UP_TO if age <= times * rpo), "beyond")


@dataclass(frozen=True)
class Sifted:
    """Recovery points by whether data may be counted on from them, each sort oldest first.

    ``suspect`` are those their own host doubted when it made them; ``future_dated`` those dated after the
    moment of looking, whatever else they are: a clock was wrong, or somebody put them there.
    """

    good: tuple[RecoveryPoint, ...] = ()
    suspect: tuple[RecoveryPoint, ...] = ()
    future_dated: tuple[RecoveryPoint, ...] = ()

    @property
    def last_good(self) -> RecoveryPoint | None:
        """The newest that may be counted on."""
        return self.good[-1] if self.good else None

    @property
    def doubted_since(self) -> tuple[RecoveryPoint, ...]:
        """The suspect ones that are newer than the last good one."""
        last = self.last_good
        return tuple(each for each in self.suspect if last is None or each.taken_at > last.taken_at)


def sift(points: Iterable[RecoveryPoint], now: datetime) -> Sifted:
    """Sort recovery points out, in whatever order they come."""
    ordered = sorted(points, key=lambda point: (point.taken_at, point.snapshot))
    past = [point for point in ordered if point.taken_at <= now]
    return Sifted(
        good=tuple(point for point in past if not point.suspect),
        suspect=tuple(point for point in past if point.suspect),
        future_dated=tuple(point for point in ordered if point.taken_at > now),
    )


@dataclass(frozen=True)
class Freshness:
    """One data set in one copy. ``age`` is ``None`` without a good recovery point.

    ``band`` judges it by the RPO in force, ``usual_band`` by the one that holds all year.
    """

    promise: Promise
    sifted: Sifted
    age: timedelta | None
    band: Band
    usual_band: Band

    @property
    def well(self) -> bool:
        """Whether it is within its RPO, nothing newer is doubted and nothing is dated in the future."""
        return self.band == "within" and not self.sifted.doubted_since and not self.sifted.future_dated


def freshness(points: Iterable[RecoveryPoint], promise: Promise, now: datetime) -> Freshness:
    """Judge what a copy shows of a data set."""
    sifted = sift(points, now)
    if sifted.last_good is None:
        return Freshness(promise, sifted, None, "none", "none")
    age = now - sifted.last_good.taken_at
    return Freshness(promise, sifted, age, band(age, promise.in_force), band(age, promise.usual))


def not_known(promise: Promise) -> Freshness:
    """Return what is said of a copy that could not be asked."""
    return Freshness(promise, Sifted(), None, "unknown", "unknown")
