"""Which assets stand in for each other, what goes down with what, and what stands on an asset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from drplan.declare.assets import NetworkDevice, Server
from drplan.declare.data import source_asset
from drplan.declare.district import District
from drplan.declare.lookup import assets, services
from drplan.declare.objectives import Tier


@dataclass(frozen=True)
class RedundantSet:
    """Two or more servers, or network devices, that a service runs on together; or a declared pair.

    ``service`` is empty for two network devices that were declared to take over from each other.
    """

    service: str
    members: frozenset[str]

    @property
    def at_stake(self) -> str:
        """Say what is lost when all of them are down."""
        if self.service:
            return f"{self.service} would lose all it runs on"
        return f"{' and '.join(sorted(self.members))} take over from each other"


@dataclass(frozen=True)
class Load:
    """What stands on an asset: services, those on its virtual machines and all that depend on them.

    ``tier`` is the earliest among them; ``None`` when there is none.
    """

    tier: Tier | None
    services: int

    def __str__(self) -> str:
        if self.tier is None:
            return "no service stands on it"
        return f"tier {self.tier.value}, {self.services} service{'s' * (self.services > 1)} on it"

    def order(self) -> tuple[int, int]:
        """Return what sorts the lightest load first: the latest tier, then the fewest services."""
        return (-len(Tier) if self.tier is None else -self.tier.value, self.services)


class Redundancy:
    """A district turned round once, to ask what may be touched at the same time."""

    def __init__(self, district: District) -> None:
        self._guests = _guests(district)
        self._sets: dict[str, list[RedundantSet]] = defaultdict(list)
        for each in (*_sets(district), *_pairs(district)):
            for member in each.members:
                self._sets[member].append(each)
        self._tiers = {service.name: service.tier for service in services(district)}
        self._dependents: dict[str, set[str]] = defaultdict(set)
        self._carried: dict[str, set[str]] = defaultdict(set)
        for service in services(district):
            for needed in service.depends_on:
                self._dependents[needed].add(service.name)
            for name in (*service.runs_on, *(source_asset(data.source) for data in service.data_sets)):
                self._carried[name].add(service.name)

    def touched(self, name: str) -> frozenset[str]:
        """Return an asset and every virtual machine on it, machines on those included."""
        return frozenset(_reach([name], self._guests))

    def completed(self, touched: AbstractSet[str], name: str) -> RedundantSet | None:
        """Return a set that is whole only when this asset is touched beside what is ``touched`` already.

        A set that goes down with either of them alone is no reason to part them.
        """
        own = self.touched(name)
        found = {each for member in own for each in self._sets.get(member, ())}
        for each in sorted(found, key=lambda one: (one.service, sorted(one.members))):
            apart = each.members <= own or each.members <= touched
            if not apart and each.members <= own | touched:
                return each
        return None

    def sole(self, name: str) -> tuple[str, ...]:
        """Return the services that lose a whole set when this asset alone goes down."""
        own = self.touched(name)
        found = {each for member in own for each in self._sets.get(member, ())}
        return tuple(sorted({each.service for each in found if each.members <= own}))

    def load(self, name: str) -> Load:
        """Return what stands on an asset."""
        first = {service for each in self.touched(name) for service in self._carried.get(each, ())}
        standing = [self._tiers[each] for each in _reach(first, self._dependents)]
        return Load(min(standing, default=None), len(standing))


def _guests(district: District) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for asset in assets(district):
        if isinstance(asset, Server) and asset.host is not None:
            found[asset.host].add(asset.name)
    return found


def _sets(district: District) -> Iterator[RedundantSet]:
    by_kind = (
        {asset.name for asset in assets(district) if isinstance(asset, Server)},
        {asset.name for asset in assets(district) if isinstance(asset, NetworkDevice)},
    )
    for service in services(district):
        for names in by_kind:
            members = names & set(service.runs_on)
            if len(members) > 1:
                yield RedundantSet(service.name, frozenset(members))


def _pairs(district: District) -> Iterator[RedundantSet]:
    """Yield each declared pair once, also where only one of the two names the other."""
    devices = {asset.name: asset for asset in assets(district) if isinstance(asset, NetworkDevice)}
    named = (frozenset({each.name, each.pair}) for each in devices.values() if each.pair in devices)
    for members in dict.fromkeys(named):
        if len(members) > 1:
            yield RedundantSet("", frozenset(str(each) for each in members))


def _reach(first: Iterable[str], onward: Mapping[str, AbstractSet[str]]) -> set[str]:
    """Return ``first`` and all that is reached from it; circles end where they began."""
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(onward.get(name, ()))
    return found
