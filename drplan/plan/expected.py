"""What to expect of a drill: measured first, else as declared, else said to be unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.services import Service
from drplan.plan.drill import DrillPlan
from drplan.plan.expected_data import ExpectedData, expect_data
from drplan.plan.expected_service import ExpectedService, expect_services, longest_first, paths_of
from drplan.plan.history import History
from drplan.plan.schedule import Job, Slot, timetable
from drplan.plan.ways import Way, Ways


@dataclass(frozen=True)
class Expected:
    """What to expect of a drill. ``slots``: when each data set comes back, were only data brought back.

    ``waves`` are the plan's, each in the order in which it is best begun. ``scratch`` is the space that data
    needs, in bytes, when all of it is kept to the end; ``scratch_at_once`` when each is cleared once it is
    proven. ``rebuilt`` names the assets whose rebuilding was measured.
    """

    waves: tuple[tuple[Service, ...], ...]
    data: Mapping[str, ExpectedData]
    services: Mapping[str, ExpectedService]
    slots: tuple[Slot, ...]
    scratch: int
    scratch_at_once: int
    rebuilt: frozenset[str]

    @property
    def seconds(self) -> float:
        """How long it takes to bring the data alone back."""
        return max((slot.end for slot in self.slots), default=0.0)


def expect(district: District, plan: DrillPlan, history: History, day: date) -> Expected:
    """Say how long the parts of a plan will take, in which order, and how much space its data needs."""
    ways = Ways(district, day)
    data_sets = [data for service in plan.services for data in plan.data_of(service)]
    taken = {data.name: _way(data, plan, ways) for data in data_sets}
    past = history.data_sets
    expected = {
        each.name: expect_data(each, plan, taken[each.name], past.get(each.name)) for each in data_sets
    }
    services = expect_services(plan, expected, history)
    paths = paths_of(plan, services)
    tails = {name: paths[name] - services[name].own for name in paths}
    limits = ways.limits(way for way in taken.values() if way)
    slots = timetable(_jobs(plan, expected, tails, taken), limits)
    sizes = {slot.job.name: expected[slot.job.name].size or 0 for slot in slots}
    return Expected(
        waves=longest_first(plan, paths),
        data=expected,
        services=services,
        slots=slots,
        scratch=sum(sizes.values()),
        scratch_at_once=_most(slots, sizes),
        rebuilt=frozenset(history.assets),
    )


def _way(data: DataSet, plan: DrillPlan, ways: Ways) -> Way | None:
    point = plan.points.get(data.name)
    return ways.way(data, point.repository) if point else None


def _jobs(
    plan: DrillPlan,
    expected: Mapping[str, ExpectedData],
    tails: Mapping[str, float],
    taken: Mapping[str, Way | None],
) -> list[Job]:
    """Return a job for each data set that has a recovery point; ``tails`` is what waits for its service."""
    return [
        Job(data.name, wave, seconds, seconds + tails[service.name], way.uses)
        for wave, members in enumerate(plan.waves)
        for service in members
        for data in plan.data_of(service)
        if (way := taken[data.name]) is not None
        for seconds in (expected[data.name].seconds,)
    ]


def _most(slots: Sequence[Slot], sizes: Mapping[str, int]) -> int:
    """Return the most bytes that lie in scratch folders at one time, each cleared when it is done."""
    changes = [(slot.start, 1, sizes[slot.job.name]) for slot in slots]
    changes += [(slot.end, 0, -sizes[slot.job.name]) for slot in slots]
    held, most = 0, max(sizes.values(), default=0)
    for _, _, change in sorted(changes):
        held += change
        most = max(most, held)
    return most
