"""The quarter in which growing data makes a service's recovery longer than its RTO."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from drplan.measure.course import Course, Part
from drplan.measure.growth import FARTHEST, Growth
from drplan.measure.projection import Estimate, project
from drplan.measure.rates import Rate

End = Literal["likely", "low", "high"]
_MONTHS, _QUARTERS = 3, 4


@dataclass(frozen=True)
class Growing:
    """One data set: how it grows, what its restores took, and the declared speed in bytes a second."""

    growth: Growth
    rate: Rate
    bytes_a_second: float | None

    def seconds(self, days: int, end: End) -> float:
        """Return what its restore takes in so many days: the ends of growth and of speed go together."""
        growth = self.growth
        per_day = {"likely": growth.likely, "low": growth.low, "high": growth.high}[end]
        found = project(self.rate, growth.size + per_day * days, self.bytes_a_second)
        return _at(found, end)


@dataclass(frozen=True)
class Outgrown:
    """The first quarter, as in ``2028 Q3``, in which an RTO is missed; ``None`` where none was in sight.

    ``earliest`` is by the fastest growth and the slowest restore that are believed, ``latest`` by the
    opposite. ``until`` is the last quarter looked at; ``None`` when nothing can be said, ``because`` why.
    """

    service: str
    likely: str | None
    earliest: str | None
    latest: str | None
    until: str | None
    because: str


def outgrown(
    course: Course, data: Mapping[str, Growing], limits: Mapping[str, float], today: date
) -> dict[str, Outgrown]:
    """Return for each service of ``limits`` (its RTO in seconds) when its data has outgrown that.

    Of what is restored anywhere on the way to a service nothing may be missing in ``data``; it is looked
    ahead for as long as the shortest of these growths is believed. A smaller growth is never foreseen to
    break an RTO earlier.
    """
    needed = {name: _restored(course.up_to(name)) for name in limits}
    back = course.finishes()
    silent = {name: _silence(name, needed[name], back, data) for name in limits}
    first: dict[End, dict[str, str]] = {"likely": {}, "low": {}, "high": {}}
    until: dict[str, str] = {}
    for quarter, days in _quarters(today):
        looked = [n for n in limits if not silent[n] and days <= _ahead(needed[n], data)]
        until |= dict.fromkeys(looked, quarter)
        for end, found in first.items():
            times = course.finishes(_later(data, days, end)) if looked else {}
            for name in looked:
                if times[name].seconds > limits[name]:
                    found.setdefault(name, quarter)
    return {
        name: Outgrown(
            name,
            likely=first["likely"].get(name),
            earliest=first["high"].get(name),
            latest=first["low"].get(name),
            until=until.get(name),
            because=silent[name] or _from(needed[name], data, seen=name in until),
        )
        for name in limits
    }


def _restored(course: Course) -> tuple[str, ...]:
    return tuple(p.subject for parts in course.parts.values() for p in parts if p.action == "restore")


def _silence(
    name: str, needed: Sequence[str], back: Mapping[str, object], data: Mapping[str, Growing]
) -> str:
    """Say why nothing can be said of a service; empty when something can."""
    if name not in back:
        return "it did not come back in the last drill, or was not in it"
    missing = [each for each in needed if each not in data]
    return f"how fast {missing[0]} grows, or how large it is, is not known" if missing else ""


def _ahead(needed: Sequence[str], data: Mapping[str, Growing]) -> int:
    return min((data[each].growth.ahead for each in needed), default=FARTHEST)


def _from(needed: Sequence[str], data: Mapping[str, Growing], *, seen: bool) -> str:
    if not seen:
        return "its sizes lie too close together, or too far back, to see the end of this quarter"
    return "; ".join(dict.fromkeys(data[each].growth.because for each in needed)) or "no data on its way"


def _later(data: Mapping[str, Growing], days: int, end: End) -> Callable[[Part], float]:
    def seconds(part: Part) -> float:
        growing = data.get(part.subject) if part.action == "restore" else None
        return part.seconds if growing is None else growing.seconds(days, end)

    return seconds


def _quarters(today: date) -> Iterator[tuple[str, int]]:
    """Yield the quarters of the calendar from today's on, with the days from today to the last of each."""
    year, quarter = today.year, (today.month - 1) // _MONTHS + 1
    while True:
        year_after, after = (year + 1, 1) if quarter == _QUARTERS else (year, quarter + 1)
        days = (date(year_after, (after - 1) * _MONTHS + 1, 1) - today).days - 1
        if days > FARTHEST:
            return
        yield f"{year} Q{quarter}", days
        year, quarter = year_after, after


def _at(estimate: Estimate, end: End) -> float:
    return {"likely": estimate.seconds, "low": estimate.low, "high": estimate.high}[end]
