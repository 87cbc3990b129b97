"""How long a drill will take, and where that is known from: measured first, else as declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.services import Service
from drplan.plan.drill import DrillPlan
from drplan.plan.history import History, Past
from drplan.plan.schedule import Job, Slot, timetable
from drplan.plan.ways import Way, Ways

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


@dataclass(frozen=True)
class ExpectedService:
    """A service's expected RTA in seconds, people's declared steps included, and what is not known of it.

    ``own`` are the seconds of its own data, programs and people; ``rta`` those along the longest path of
    what it stands on and depends on within the plan. ``because`` says where the figures are from.
    """

    name: str
    own: float
    rta: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """What to expect of a drill. ``slots``: when each data set comes back, were only data brought back.

    ``scratch`` is the space that data needs, in bytes, when all of it is kept to the end; ``scratch_at_once``
    when each is cleared once it is proven. ``rebuilt`` names the assets whose rebuilding was measured.
    """

    data: Mapping[str, ExpectedData]
    services: Mapping[str, ExpectedService]
    slots: tuple[Slot, ...]
    scratch: int
    scratch_at_once: int
    rebuilt: frozenset[str] = frozenset()

    @property
    def seconds(self) -> float:
        """How long it takes to bring the data alone back."""
        return max((slot.end for slot in self.slots), default=0.0)


def expect(district: District, plan: DrillPlan, history: History, day: date) -> Expected:
    """Say how long the parts of a plan will take, and how much space its data needs."""
    ways = Ways(district, day)
    taken = {data.name: _way(data, plan, ways) for service in plan.services for data in plan.data_of(service)}
    data_sets = {
        data.name: _expect_data(data, plan, taken[data.name], history.data_sets.get(data.name))
        for service in plan.services
        for data in plan.data_of(service)
    }
    services = _expect_services(plan, data_sets, history)
    paths = _paths(plan, services)
    jobs = [
        Job(data.name, wave, data_sets[data.name].seconds, paths[service.name], _uses(taken[data.name]))
        for wave, members in enumerate(plan.waves)
        for service in members
        for data in plan.data_of(service)
        if data.name in plan.points
    ]
    slots = timetable(jobs, ways.limits(way for way in taken.values() if way))
    sizes = {name: each.size or 0 for name, each in data_sets.items() if name in plan.points}
    return Expected(
        data_sets, services, slots, sum(sizes.values()), _most(slots, sizes), frozenset(history.assets)
    )


def longest_first(
    plan: DrillPlan, services: Mapping[str, ExpectedService]
) -> tuple[tuple[Service, ...], ...]:
    """Return a plan's waves with lower tiers first in each, and of a tier the longest path first."""
    paths = _paths(plan, services)
    return tuple(
        tuple(sorted(wave, key=lambda service: (service.tier, -paths[service.name], service.name)))
        for wave in plan.waves
    )


def _way(data: DataSet, plan: DrillPlan, ways: Ways) -> Way | None:
    point = plan.points.get(data.name)
    return ways.way(data, point.repository) if point else None


def _uses(way: Way | None) -> tuple[str, ...]:
    return way.uses if way else ()


def _expect_data(data: DataSet, plan: DrillPlan, way: Way | None, past: Past | None) -> ExpectedData:
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


def _expect_services(
    plan: DrillPlan, data: Mapping[str, ExpectedData], history: History
) -> dict[str, ExpectedService]:
    found: dict[str, ExpectedService] = {}
    for service in plan.services:
        own = _own_seconds(plan, service, data, history)
        ground = [history.assets[name].seconds for name in plan.ground_of(service) if name in history.assets]
        before = [found[name].rta for name in service.depends_on if name in found]
        rta = own + max([*ground, *before], default=0.0)
        found[service.name] = ExpectedService(
            service.name, own, rta, tuple(_unknown(plan, service, data, history))
        )
    return found


def _own_seconds(
    plan: DrillPlan, service: Service, data: Mapping[str, ExpectedData], history: History
) -> float:
    """Count its data, its programs as measured or else as declared, and its people as declared."""
    restored = sum(data[each.name].seconds for each in plan.data_of(service))
    past = history.services.get(service.name)
    steps = [step for step in service.recovery_steps if step.occasion != "test-only"]
    counted = [step for step in steps if step.kind == "human" or past is None or step.occasion == "real-only"]
    declared = sum(step.duration.total_seconds() for step in counted)
    return restored + declared + (past.seconds if past else 0.0)


def _unknown(
    plan: DrillPlan, service: Service, data: Mapping[str, ExpectedData], history: History
) -> Iterator[str]:
    for name in plan.ground_of(service):
        if name in history.assets:
            yield f"{name} is rebuilt as measured in {history.assets[name].drill}"
        else:
            yield f"how long {name} takes to be rebuilt was never measured: counted as nothing"
    for each in plan.data_of(service):
        yield f"{each.name}: {data[each.name].known}"


def _paths(plan: DrillPlan, services: Mapping[str, ExpectedService]) -> dict[str, float]:
    """Return by service the seconds from its start until all that waits for it is back."""
    after: dict[str, list[str]] = {service.name: [] for service in plan.services}
    for service in plan.services:
        for needed in service.depends_on:
            if needed in after:
                after[needed].append(service.name)
    found: dict[str, float] = {}
    for wave in reversed(plan.waves):
        for service in wave:
            longest = max((found[name] for name in after[service.name]), default=0.0)
            found[service.name] = services[service.name].own + longest
    return found


def _most(slots: Sequence[Slot], sizes: Mapping[str, int]) -> int:
    """Return the most bytes that lie in scratch folders at one time, each cleared when it is done."""
    changes = [(slot.start, 1, sizes[slot.job.name]) for slot in slots]
    changes += [(slot.end, 0, -sizes[slot.job.name]) for slot in slots]
    held = most = 0
    for _, _, change in sorted(changes):
        held += change
        most = max(most, held)
    return most
