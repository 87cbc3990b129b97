"""What drills measured of services, and when all that is needed would be back: never more than was shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from drplan.audit.happenings import proves
from drplan.audit.standing import standings
from drplan.declare import Service
from drplan.explain.reports.matter import Matter
from drplan.record.drill import DrillRecord, ServiceRecord

PRODUCTION = ("scratch", "production")
"""Where a drill is from production's own copies."""
LABS = ("lab", "loopback lab")


@dataclass(frozen=True)
class Measured:
    """One service's newest proof: the drill, and what it showed of the service."""

    record: DrillRecord
    service: ServiceRecord

    @property
    def projected(self) -> bool:
        """Whether the time at full size is worked out."""
        return self.service.projected is not None

    @property
    def seconds(self) -> float:
        """Its recovery time, at full size."""
        return _seconds(self.service) or 0.0


def _seconds(service: ServiceRecord) -> float | None:
    """Return a recovery time at full size: the longer of what was measured and what it comes to in full."""
    if service.rta_seconds is None or service.projected is None:
        return service.rta_seconds
    return max(service.rta_seconds, service.projected.seconds)


def measured(matter: Matter, where: Sequence[str]) -> Mapping[str, Measured]:
    """Return, by service, its newest proof in such places: it passed, and all of it came back."""
    found: dict[str, Measured] = {}
    for record in matter.case.drills:
        for service in record.services if record.proven_on in where else ():
            if proves(record, service):
                found.setdefault(service.name, Measured(record, service))
    return found


def proven(matter: Matter) -> frozenset[str]:
    """Return the services that production's own copies prove on the day.

    Nothing is proven that is stale by then, or in which a failure is open, wherever that was seen.
    """
    real = tuple(each for each in matter.ledger.drills if each.proven_on in PRODUCTION)
    from_copies = standings(
        replace(matter.ledger, drills=real), matter.district, matter.inventory_sha256, matter.at, matter.tools
    )
    failing = {each.service for each in matter.standings if each.state == "failing"}
    return frozenset(each.service for each in from_copies if each.state == "proven") - failing


def back_after(services: Iterable[Service], shown: Mapping[str, Measured]) -> float | None:
    """Return after how many seconds all of the services would be back; ``None`` when one was not measured.

    Each begins when what it depends on is back. Services of one drill keep the times of that drill; of
    several drills, a service takes as long beyond its dependencies as it did in its own, so that the sum
    along the slowest chain counts.
    """
    named = {each.name: each for each in services}
    if any(name not in shown for name in named):
        return None
    finish = _finishes(named, shown)
    return max(map(finish, named), default=None)


def _finishes(named: Mapping[str, Service], shown: Mapping[str, Measured]) -> Callable[[str], float]:
    @cache
    def finish(name: str) -> float:
        own, record = shown[name].seconds, shown[name].record
        together = {each.name: _seconds(each) or 0.0 for each in record.services}
        needs = [each for each in named[name].depends_on if each in named]
        alone = own - max((together[each] for each in needs if each in together), default=0.0)
        return max(own, max(alone, 0.0) + max(map(finish, needs), default=0.0))

    return finish
