"""A scale of time that a minute and a week can both be read from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.explain.picture import stroke, wide, words
from drplan.explain.words import length

_EVEN_UP_TO = 8
"""How many times the shortest length the longest may be on an even scale."""
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_STEPS = (
    *(each * _MINUTE for each in (1, 5, 15, 30)),
    *(each * _HOUR for each in (1, 2, 4, 8, 12)),
    *(each * _DAY for each in (1, 2, 4, 7, 14, 30, 90, 365)),
)
_POINTS = 11


@dataclass(frozen=True)
class Axis:
    """From seconds to a place across: 0 lies at ``left``, ``longest`` at ``right``.

    With a ``bend`` (seconds) it is even up to there and then ever narrower: place ~ log(1 + t / bend).
    """

    left: float
    right: float
    longest: float
    bend: float | None

    def at(self, seconds: float) -> float:
        """Return the place of a length; one longer than the longest lies at the right end."""
        held = min(max(seconds, 0.0), self.longest)
        share = held / self.longest if self.bend is None else self._bent(held)
        return self.left + share * (self.right - self.left)

    def _bent(self, seconds: float) -> float:
        assert self.bend is not None  # noqa: S101
        return math.log1p(seconds / self.bend) / math.log1p(self.longest / self.bend)

    def ticks(self) -> list[float]:
        """Return the lengths that are lettered, ascending, none so near another that they would touch."""
        found: list[float] = [0.0]
        for step in (*_STEPS, self.longest):
            apart = wide(length(step), _POINTS) / 2 + wide(length(found[-1]), _POINTS) / 2 + 8
            if found[-1] < step <= self.longest and self.at(step) - self.at(found[-1]) >= apart:
                found.append(step)
        return found

    def drawn(self, top: float, bottom: float) -> Iterator[str]:
        """Draw the ticks with their lines down to ``bottom``, and the lettering above ``top``."""
        for tick in self.ticks():
            place = self.at(tick)
            yield stroke("grid", f"M{place:.1f} {top:.1f}V{bottom:.1f}", width=0.7)
            said = length(tick) if tick else "0"
            anchor = "end" if place + wide(said, _POINTS) / 2 > self.right + 30 else "middle"
            yield words(place, top - 5, said, kind="soft", anchor=anchor, points=_POINTS)


def axis(left: float, right: float, lengths: Sequence[float]) -> Axis:
    """Return the scale for these lengths, in seconds: even when they are alike, bent when they are not."""
    told = [each for each in lengths if each > 0] or [_HOUR]
    longest, shortest = max(told), min(told)
    even = longest <= _EVEN_UP_TO * shortest
    return Axis(left, right, longest, None if even else max(_MINUTE, shortest / 2))
