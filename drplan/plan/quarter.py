"""Which part of which data set a quarter's sampled drill gets.

A pure function of the quarter and of each data set's own name and sort: nothing is remembered, and declaring
or dropping one data set does not move another. A data set that is declared in as many quarters in a row as
there are parts has had every entry drilled in them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from drplan.declare.data import DataSet, Paths
from drplan.declare.exports import TenantExport
from drplan.ports import Sample

_MONTHS = 3
_BY_ENTRY = (Paths, TenantExport)
"""Sources whose files come back one by one; of any other a part would be no less work than the whole."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year; ``number`` is 1 to 4."""

    year: int
    number: int

    @property
    def index(self) -> int:
        """Quarters since the year 0: one more in each next quarter."""
        return self.year * 4 + self.number - 1

    def __str__(self) -> str:
        return f"{self.year}-q{self.number}"


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day lies in."""
    return Quarter(day.year, (day.month - 1) // _MONTHS + 1)


def shares(data_sets: Iterable[DataSet], quarter: Quarter, parts: int) -> dict[str, Sample | None]:
    """Return what of which data set is drilled in a quarter, by name; ``None`` is the whole of it.

    Of folders every quarter gets its part of each. Everything else is drilled whole, once in ``parts``
    quarters, and one that is not named has its turn in another. A kind of source that would miss a quarter
    gets one more data set in it: each kind is in every quarter (ISO 22301:2019, 8.5: exercises that taken
    together cover the whole over time).
    """
    turn = quarter.index % parts
    found: dict[str, Sample | None] = {}
    for members in _by_kind(data_sets).values():
        if isinstance(members[0].source, _BY_ENTRY):
            found |= {data.name: Sample(turn, parts) if parts > 1 else None for data in members}
            continue
        due = [data.name for data in members if _slot(data.name, parts) == turn]
        found |= dict.fromkeys(due or [members[quarter.index % len(members)].name])
    return found


def _slot(name: str, parts: int) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % parts


def _by_kind(data_sets: Iterable[DataSet]) -> Mapping[str, list[DataSet]]:
    found: defaultdict[str, list[DataSet]] = defaultdict(list)
    for data in sorted(data_sets, key=lambda each: each.name):
        found[data.source.kind].append(data)
    return found
