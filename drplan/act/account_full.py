"""From what a drill restored to what the same recovery would take at full size, and what to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from drplan.act.drill import Conducted
from drplan.act.recover import Back
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.services import Service
from drplan.measure.course import Course
from drplan.measure.full_size import Full, InFull, at_full_size, in_full
from drplan.measure.projection import project
from drplan.measure.rates import LABS, rates, restores_of
from drplan.measure.recovery import Finish
from drplan.measure.remedy import Shortfall, shortfall
from drplan.measure.speeds import DeclaredSpeeds
from drplan.record.drill import (
    Copies,
    DataSetRecord,
    DrillRecord,
    ProjectedRecord,
    RemedyRecord,
    ShortfallRecord,
    StepRecord,
    proof_of,
)

_ASSUMED = (
    "beyond a fixed cost of at most 60 s each restore goes on at one speed, and no faster than the "
    "repository and the links are declared (at the fast end twice that, by compression)"
)


@dataclass(frozen=True)
class _Seen:
    """Looks like a record, as far as restores are read from it."""

    proven_on: str
    steps: Sequence[StepRecord]
    services: Sequence[Back]


@dataclass(frozen=True)
class Whole:
    """A recovery with all its data of full size. ``history`` are the records of drills before it.

    ``copies`` says whose copies a scratch drill was from: production's, or a lab's.
    """

    conducted: Conducted
    course: Course
    declared: District | None = None
    history: Sequence[DrillRecord] = ()
    copies: Copies = "production"

    @cached_property
    def services(self) -> Mapping[str, InFull]:
        """The services that full size makes later; none of a real recovery, which was in full."""
        return in_full(self.course, self.data) if self.data else {}

    @cached_property
    def data(self) -> Mapping[str, Full]:
        """The data sets of which less came back than there is in production."""
        if self.conducted.where == "production":
            return {}
        declared = {data.name: data for each in self.conducted.plan.services for data in each.data_sets}
        where = proof_of(self.conducted.where, self.copies)
        seen = _Seen(where, self.conducted.steps, tuple(self.conducted.backs.values()))
        now, known = restores_of(seen), rates((*self.history, seen), where=where)
        # Files restored from the real repository tell more than a lab; a database must be loaded, too.
        real = rates(self.history, where="scratch")
        found = {}
        for record in (each for back in seen.services for each in back.data_sets):
            key, size = (record.name, record.repository), self._full_size(declared[record.name], record)
            if key in now and size > record.size:
                files = declared[record.name].source.kind == "paths"
                rate = real.get(key, known[key]) if files else known[key]
                estimate = project(rate, size, self._bytes_a_second(*key))
                took = now[key].seconds
                found[record.name] = Full(estimate.at_least(took), record.size, size, took)
        return found

    @property
    def unsized(self) -> tuple[str, ...]:
        """The data sets that came back in a lab, whose full size is not declared."""
        plan, backs = self.conducted.plan, self.conducted.backs
        if self.conducted.where not in LABS:
            return ()
        sized = {data.name for service in plan.services for data in service.data_sets if data.size}
        back = (record.name for each in backs.values() for record in each.data_sets)
        return tuple(sorted(name for name in back if name not in sized))

    def projected(self, service: Service) -> ProjectedRecord | None:
        """Write down a service's RTA at full size; ``None`` where that makes no difference."""
        full = self.services.get(service.name)
        if full is None:
            return None
        return ProjectedRecord(
            seconds=round(full.estimate.seconds, 3),
            low_seconds=round(full.estimate.low, 3),
            high_seconds=round(full.estimate.high, 3),
            drilled=full.drilled,
            size=full.size,
            assumption=_ASSUMED,
        )

    def shortfall(self, service: Service, finish: Finish | None, limit: float) -> ShortfallRecord | None:
        """Say what holds a missed RTO, ``limit`` in seconds: as measured, or else as it is likely in full."""
        if finish is None:
            return None
        if finish.seconds > limit:
            return _written(shortfall(self.course, service.name, limit), projected=False)
        full = self.services.get(service.name)
        if full is None or full.estimate.seconds <= limit:
            return None
        return _written(shortfall(self._in_full, service.name, limit), projected=True)

    @cached_property
    def _in_full(self) -> Course:
        return at_full_size(self.course, self.data)

    @cached_property
    def _speeds(self) -> DeclaredSpeeds | None:
        return None if self.declared is None else DeclaredSpeeds(self.declared)

    def _bytes_a_second(self, data_set: str, repository: str) -> float | None:
        return self._speeds.bytes_a_second(data_set, repository) if self._speeds else None

    def _full_size(self, data_set: DataSet, record: DataSetRecord) -> int:
        """Return the declared size; of a sample at the least what its recovery point holds."""
        return max(data_set.size or 0, record.sample.size_in_all if record.sample else 0)


def _written(found: Shortfall | None, *, projected: bool) -> ShortfallRecord | None:
    if found is None:
        return None
    return ShortfallRecord(
        subject=found.part.subject,
        action=found.part.action,
        seconds=round(found.part.seconds, 3),
        projected=projected,
        remedies=tuple(
            RemedyRecord(change=e.change, what=e.what, seconds=round(e.seconds, 3), enough=e.enough)
            for e in found.remedies
        ),
    )
