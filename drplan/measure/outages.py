"""What a drill runner's own outages added to a recovery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Span:
    """A piece of time."""

    started: datetime
    ended: datetime

    @property
    def seconds(self) -> float:
        """How long it is; never below zero."""
        return max((self.ended - self.started).total_seconds(), 0.0)

    def shared(self, other: Span) -> float:
        """Return how many seconds lie in both."""
        return Span(max(self.started, other.started), min(self.ended, other.ended)).seconds


def span(started: datetime, seconds: float) -> Span:
    """Return the piece of time that begins so and lasts so long."""
    return Span(started, started + timedelta(seconds=seconds))


def idle(work: Span, outages: Sequence[Span]) -> float:
    """Return the seconds of a piece of work in which no runner worked on it."""
    return sum(work.shared(each) for each in outages)


def lost_between(work: Iterable[Span], outages: Sequence[Span], since: datetime) -> float:
    """Return the seconds between pieces of work, one after the other from ``since``, that outages cost.

    A gap in which the runner was down counts whole: what it had begun before, and had to do again, was lost
    with it. Other gaps are waiting for a turn and count nothing.
    """
    lost, until = 0.0, since
    for each in sorted(work, key=lambda span: span.started):
        gap = Span(until, each.started)
        if idle(gap, outages) > 0:
            lost += gap.seconds
        until = max(until, each.ended)
    return lost
