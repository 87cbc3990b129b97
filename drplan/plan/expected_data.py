"""How long one data set will take to come back, and where that is known from."""

from __future__ import annotations

from dataclasses import dataclass

from drplan.declare.data import DataSet
from drplan.plan.drill import DrillPlan
from drplan.plan.history import Past
from drplan.plan.ways import Way

_BITS_A_BYTE = 8
_MEGABIT = 1_000_000
_LIKE = 2
"""How many times as much data as was measured a measured rate is still believed for."""


@dataclass(frozen=True)
class ExpectedData:
    """One data set of a plan: how much comes back, in bytes, in how many seconds, and how that is known.

    ``size`` is ``None`` when nobody knows it: then ``seconds`` counts nothing for it, and ``known`` says so.
    """

    name: str
    size: int | None
    seconds: float
    known: str


def expect_data(data: DataSet, plan: DrillPlan, way: Way | None, past: Past | None) -> ExpectedData:
    """Say how long a data set will take; ``way`` is ``None`` when it has no recovery point.

    The size is the recovery point's own, else the one declared.
    """
    if way is None:
        return ExpectedData(data.name, None, 0.0, "has no recovery point to come back from")
    sample = plan.sample_of(data)
    whole = plan.points[data.name].size or data.size
    if whole is None:
        return ExpectedData(data.name, None, 0.0, "nobody knows its size: counted as nothing")
    size = whole // sample.parts if sample else whole
    seconds, known = _seconds(size, way, past)
    return ExpectedData(data.name, size, seconds, known)


def _seconds(size: int, way: Way, past: Past | None) -> tuple[float, str]:
    """Scale what was measured; of more than twice as much data, the rest comes at the declared rate."""
    if past is None or past.size is None:
        return size * _BITS_A_BYTE / (way.mbit_s * _MEGABIT), f"never measured: at {way.narrowest}"
    if size <= past.size:
        return past.seconds, f"as measured in {past.drill}"
    if size <= _LIKE * past.size:
        return past.seconds * size / past.size, f"measured in {past.drill}, scaled to its size now"
    rest = (size - past.size) * _BITS_A_BYTE / (way.mbit_s * _MEGABIT)
    return (
        past.seconds + rest,
        f"measured in {past.drill} for {past.size:,} bytes, the rest at {way.narrowest}",
    )
