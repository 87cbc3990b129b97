"""How long it takes to bring data back, as declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drplan.declare import DataSet, Repository, Service
from drplan.validate.index import Index, once
from drplan.validate.reach import Reach, reach
from drplan.validate.units import gigabytes, hours, megabits

_MEGABITS_A_BYTE = 8e-6


@dataclass(frozen=True)
class Source:
    """The copy a data set comes back from fastest, and its rate in Mbit/s."""

    repository: str
    mbit_s: float


@dataclass(frozen=True)
class Restore:
    """One service's data, brought back one set after the other; ``slowest`` takes the most of ``seconds``."""

    seconds: float
    size: int
    slowest: DataSet
    source: Source

    def describe(self) -> str:
        """Say how long it takes and why."""
        way = f"{self.slowest.name} at {megabits(self.source.mbit_s)} from {self.source.repository}"
        return f"{hours(self.seconds)} for {gigabytes(self.size)} ({way})"


@once
def restores(index: Index) -> Mapping[str, Restore]:
    """Return services to their own restore; those of which no size and rate are declared are left out.

    Recovery steps and the services below are not in it.
    """
    ways = reach(index)
    timed = {name: _restore(index, ways, service) for name, service in index.services.items()}
    return {name: each for name, each in timed.items() if each is not None}


def best_source(index: Index, ways: Reach, data: DataSet) -> Source | None:
    """Return the fastest copy whose rate is declared, at its repository or on the way from it."""
    home = ways.data_place(data)
    known = [
        Source(copy.name, rate)
        for copy in index.copies(data) or ()
        if (rate := rate_from(ways, copy, home)) is not None
    ]
    return min(known, key=lambda each: (-each.mbit_s, each.repository), default=None)


def reached(ways: Reach, copy: Repository, home: str) -> bool:
    """Tell whether a chain of links leads from a copy to where its data lives."""
    place = ways.repository_place(copy)
    return place is not None and ways.joined(place, home)


def _restore(index: Index, ways: Reach, service: Service) -> Restore | None:
    parts = [
        (data.size * _MEGABITS_A_BYTE / source.mbit_s, data.name, data, source)
        for data in service.data_sets
        if data.size is not None and (source := best_source(index, ways, data)) is not None
    ]
    if not parts:
        return None
    _, _, slowest, source = max(parts, key=lambda part: part[:2])
    size = sum(data.size or 0 for _, _, data, _ in parts)
    return Restore(sum(sorted(part[0] for part in parts)), size, slowest, source)


def rate_from(ways: Reach, copy: Repository, home: str) -> float | None:
    """Return the declared Mbit/s at which a copy, or the way from it, lets data come back to a place."""
    place = ways.repository_place(copy)
    if place is None or not reached(ways, copy, home):
        return None
    known = [rate for rate in (copy.restore_mbit_s, ways.mbit_s(place, home)) if rate is not None]
    return min(known, default=None)
