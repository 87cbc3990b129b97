"""What the school year changes: promises of some days are promises too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import Objectives, PeriodKind, Service, Tightening
from drplan.declare.season import objectives_during
from drplan.validate.chains import slowest_below
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.promises import chain_obstacle, restore_obstacle, rpo_obstacle, steps_obstacle
from drplan.validate.registry import RULES
from drplan.validate.restores import restores
from drplan.validate.units import hours, listed

_QUIET: tuple[PeriodKind, ...] = ("break", "summer")


@RULES.add(
    "DRP033",
    "The calendar changes an objective beyond what holds",
    severity="error",
    why="A promise is tightened for the days on which it matters most, and can be kept on none of them.",
    source="NIST SP 800-34 Rev. 1, section 3.2.1; ISO 22301:2019, 8.2.2 and 8.3.2",
    fix="back up, restore and recover as fast as the period asks, or promise less for it",
)
def season_beyond_reach(index: Index) -> Iterator[Flaw]:
    """Test the objectives of each kind of period as DRP006, 007, 030, 031 and 032 test the usual ones.

    Dependencies are held to what they promise in the same period. What fails all year is left to those.
    """
    usual = _Promises(index, {name: service.objectives for name, service in index.services.items()})
    held = _held(index)
    for kind in sorted({each.during for service in index.services.values() for each in service.during}):
        then = _Promises(
            index, {name: objectives_during(each, kind) for name, each in index.services.items()}
        )
        for name in index.services:
            if not then.same(usual, name):
                known = usual.obstacles(name)
                for promise, obstacle in then.obstacles(name).items():
                    if promise not in known:
                        when, length = _when(held, kind), then.length(name, promise)
                        message = f"{when} promises an {promise} of {hours(length)}, but {obstacle}"
                        yield Flaw(index.service(name), message)


@RULES.add(
    "DRP034",
    "A school day's period loosens an objective",
    severity="warning",
    why="Periods other than breaks and summer are declared because more is at stake in them, not less.",
    source="NIST SP 800-34 Rev. 1, section 3.2.1; ISO 22301:2019, 8.2.2",
    fix="tighten the objectives of that period, or leave them as usual",
)
def season_loosens(index: Index) -> Iterator[Flaw]:
    """Compare RTO, RPO, MTD and tier with the usual ones."""
    held = _held(index)
    for name, service in index.services.items():
        for each in service.during:
            looser = [] if each.during in _QUIET else _looser(service, each)
            if looser:
                yield Flaw(index.service(name), f"{_when(held, each.during)} has {', '.join(looser)}")


@RULES.add(
    "DRP039",
    "A service changes its objectives for a kind of period that no calendar holds",
    severity="warning",
    why="The days for which more is promised never come, and nobody notices.",
    source="NIST SP 800-34 Rev. 1, section 3.2.1; NIST SP 800-53 Rev. 5, CP-2",
    fix="declare the periods in the district's calendars, or take the change out",
)
def season_never_comes(index: Index) -> Iterator[Flaw]:
    """Look for the kind in every declared school year."""
    held = _held(index)
    for name, service in index.services.items():
        for kind in sorted({each.during for each in service.during} - held.keys()):
            yield Flaw(
                index.service(name), f"changes its objectives during {kind}, and no calendar has such days"
            )


class _Promises:
    """The objectives of all services at one time of the year."""

    def __init__(self, index: Index, objectives: dict[str, Objectives]) -> None:
        self.index = index
        self.objectives = objectives
        self.below = slowest_below(index, lambda name: objectives[name].rto)

    def same(self, other: _Promises, name: str) -> bool:
        """Tell whether a service and the slowest below it promise the same at both times."""
        last = self.below.get(name)
        return self.objectives[name] is other.objectives[name] and (
            last is None or (last == other.below[name] and self.objectives[last] is other.objectives[last])
        )

    def length(self, name: str, promise: str) -> timedelta:
        """Return a service's RTO or RPO."""
        return self.objectives[name].rto if promise == "RTO" else self.objectives[name].rpo

    def obstacles(self, name: str) -> dict[str, str]:
        """Return what stands against a service's RTO and RPO, if anything does."""
        service, own = self.index.services[name], self.objectives[name]
        restore, last = restores(self.index).get(name), self.below.get(name)
        below = None if last is None else (last, self.objectives[last].rto)
        found = {
            "RPO": rpo_obstacle(self.index, service, own.rpo),
            "RTO": restore_obstacle(restore, own.rto)
            or steps_obstacle(service, own.rto)
            or chain_obstacle(restore, own.rto, below),
        }
        return {promise: obstacle for promise, obstacle in found.items() if obstacle is not None}


def _looser(service: Service, change: Tightening) -> list[str]:
    usual, then = service.objectives, change.objectives
    pairs = (("RTO", usual.rto, then.rto), ("RPO", usual.rpo, then.rpo), ("MTD", usual.mtd, then.mtd))
    looser = [f"an {what} of {hours(new)} instead of {hours(old)}" for what, old, new in pairs if new > old]
    if change.tier is not None and change.tier > service.tier:
        looser.append(f"tier {change.tier:d} instead of {service.tier:d}")
    return looser


def _held(index: Index) -> dict[PeriodKind, list[str]]:
    """Return kinds of periods to the names of the declared ones."""
    held: dict[PeriodKind, list[str]] = {}
    for calendar in index.calendars:
        for period in calendar.periods:
            held.setdefault(period.kind, []).append(period.name)
    return held


def _when(held: dict[PeriodKind, list[str]], kind: PeriodKind) -> str:
    names = listed(held.get(kind, ()))
    return f"during {kind} ({names})" if names else f"during {kind}"
