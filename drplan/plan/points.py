"""Which recovery point to come back from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from drplan.errors import UsageError
from drplan.ports import RecoveryPoint

_TWINS = timedelta(hours=1)
"""How far apart in time two copies of one backup may have been made."""


@dataclass(frozen=True)
class Choice:
    """The recovery point chosen, or ``None``, and why."""

    point: RecoveryPoint | None
    because: str


@dataclass(frozen=True)
class Rule:
    """Which recovery points a drill comes back from.

    ``at``: the newest not after ``moment``; ``before``: the newest made before it, the declared moment of
    the compromise; ``random``: any good one, always the same one for the same ``seed``.
    """

    how: Literal["latest", "random", "at", "before"] = "latest"
    moment: datetime | None = None
    seed: str = ""

    def until(self, now: datetime) -> datetime:
        """Return the latest moment at which a recovery point may have been made."""
        if self.moment is None or self.how not in ("at", "before"):
            return now
        return min(now, self.moment - timedelta(microseconds=1) if self.how == "before" else self.moment)

    def __str__(self) -> str:
        match self.how:
            case "random":
                return f"random, seed {self.seed}"
            case "at" | "before" if self.moment is not None:
                return f"{self.how} {_moment(self.moment)}"
            case _:
                return "latest"


LATEST = Rule()


def choose_by(rule: Rule, points: Iterable[RecoveryPoint], *, now: datetime, copies: Sequence[str]) -> Choice:
    """Choose by a rule among the good recovery points of one data set made until ``now``.

    ``copies`` are repository names, nearest first. Raises ``UsageError`` for a moment that has not come yet.
    """
    if rule.moment is not None and rule.moment > now:
        raise UsageError(
            f"{_moment(rule.moment)} has not come yet",
            next_step="give a moment in UTC: date -u +%Y-%m-%dT%H:%M",
        )
    match rule.how:
        case "random":
            return _random(rule.seed, points, now=now, copies=copies)
        case "at" if rule.moment is not None:
            return _by_moment(points, rule.moment, copies, f"newest not after {_moment(rule.moment)}")
        case "before" if rule.moment is not None:
            last = rule.moment - timedelta(microseconds=1)
            said = (
                f"newest good one made before {_moment(rule.moment)}, the declared moment of the compromise"
            )
            return _by_moment(points, last, copies, said)
        case _:
            return choose_point(points, before=now, copies=copies)


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
    close = [p for p in good if newest - p.taken_at <= _TWINS]
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


def _by_moment(points: Iterable[RecoveryPoint], last: datetime, copies: Sequence[str], said: str) -> Choice:
    found = choose_point(points, before=last, copies=copies)
    if found.point is None:
        return Choice(None, found.because.replace("before the disruption", f"in time ({said})"))
    walked = f"; {found.because}" if found.because.startswith("the newest is suspect") else ""
    when = f"that of {_moment(found.point.taken_at)} in {found.point.repository}"
    return Choice(found.point, f"{said}: {when}{walked}")


def _random(seed: str, points: Iterable[RecoveryPoint], *, now: datetime, copies: Sequence[str]) -> Choice:
    usable = [p for p in points if p.taken_at <= now and p.repository in copies]
    good = sorted((p for p in usable if not p.suspect), key=lambda p: (p.taken_at, p.repository, p.snapshot))
    if not good:
        return choose_point(usable, before=now, copies=copies)
    drawn = hashlib.sha256(f"{seed} {good[0].data_set}".encode()).hexdigest()
    chosen = good[int(drawn, 16) % len(good)]
    among = "the only good one" if len(good) == 1 else f"drawn from {len(good)} good ones"
    return Choice(
        chosen, f"{among} by the seed {seed}: that of {_moment(chosen.taken_at)} in {chosen.repository}"
    )


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _newest(points: Iterable[RecoveryPoint]) -> RecoveryPoint | None:
    return max(points, key=lambda point: point.taken_at, default=None)
