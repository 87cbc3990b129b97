"""A recovery as it would be with all its data of full size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drplan.measure.course import Course, Part
from drplan.measure.projection import Estimate


@dataclass(frozen=True)
class Full:
    """A data set at full ``size`` in bytes, of which ``drilled`` came back in ``measured`` seconds."""

    estimate: Estimate
    drilled: int
    size: int
    measured: float


@dataclass(frozen=True)
class InFull:
    """A service's RTA in full; ``drilled`` and ``size`` count the bytes along its critical path."""

    estimate: Estimate
    drilled: int
    size: int


def in_full(course: Course, data: Mapping[str, Full]) -> dict[str, InFull]:
    """Return, for each service or asset that full size would make later, when it would be back.

    Each end of what is believed is put through the whole course: at full size another path may be critical.
    """
    now = course.finishes()
    likely = course.finishes(_at(data, lambda each: each.estimate.seconds))
    low = course.finishes(_at(data, lambda each: each.estimate.low))
    high = course.finishes(_at(data, lambda each: each.estimate.high))
    found = {}
    for name, finish in now.items():
        if high[name].seconds > finish.seconds:
            estimate = Estimate(likely[name].seconds, low[name].seconds, high[name].seconds)
            held = [data[p.subject] for node in high[name].path for p in course.parts[node] if _is(p, data)]
            found[name] = InFull(estimate, sum(f.drilled for f in held), sum(f.size for f in held))
    return found


def at_full_size(course: Course, data: Mapping[str, Full]) -> Course:
    """Return the course with the likely length of each restore at full size."""
    return course.changed(_at(data, lambda each: each.estimate.seconds))


def _at(data: Mapping[str, Full], end: Callable[[Full], float]) -> Callable[[Part], float]:
    def seconds(part: Part) -> float:
        if not _is(part, data):
            return part.seconds
        full = data[part.subject]
        return part.seconds - full.measured + end(full)

    return seconds


def _is(part: Part, data: Mapping[str, Full]) -> bool:
    return part.action == "restore" and part.subject in data
