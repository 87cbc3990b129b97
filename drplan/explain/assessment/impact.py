"""What hangs on a declared thing: whom its loss hurts, how much, and how many students.

A service's harm is the worst its business impact analysis rates, and never less than that of any service
that depends on it. Where nobody rated it, it is judged by its tier, and said to be. What serves nobody
knows what is judged as tier 1, until somebody declares otherwise: unknown is not harmless.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache

from drplan.declare import Service, Tier
from drplan.declare.data import source_asset
from drplan.explain.assessment.parts import Stake
from drplan.explain.assessment.tiers import STARTING_POINTS
from drplan.validate import Index, Subject

_SORTS = {"safety": 4, "records": 3, "pay": 2, "teaching": 1}
_LEVELS = {"none": 0, "minor": 1, "major": 2, "severe": 3}
WORST = 12
"""The most harm there is: severe harm to safety, 4 times 3."""

_BY_TIER = {Tier.FOUNDATION: 12, Tier.SAFETY_PAY_RECORDS: 9, Tier.INSTRUCTION: 3, Tier.THE_REST: 1}
_UNKNOWN = Tier.SAFETY_PAY_RECORDS


@dataclass(frozen=True)
class _Weight:
    """``sites`` is a set of sites as bits, so that thousands of services are joined quickly."""

    harm: int
    words: str
    rated: bool
    tier: int
    sites: int

    def joined(self, other: _Weight) -> _Weight:
        """Take the worse harm, the earlier tier and all sites; the same in either order."""
        worse = max(self, other, key=lambda each: (each.harm, each.rated, each.words))
        return _Weight(
            worse.harm, worse.words, worse.rated, min(self.tier, other.tier), self.sites | other.sites
        )


class Impact:
    """Weighs the things of one district. Linear in services, dependencies and assets."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._bits = {code: 1 << number for number, code in enumerate(index.sites)}
        self._everywhere = (1 << len(index.sites)) - 1
        self._services = self._weights()
        self._used_by = self._users()
        self._students = cache(self._count_students)

    def of(self, subject: Subject) -> Stake:
        """Return what hangs on a finding's subject."""
        return self.stake(self._weight(subject))

    def joined(self, subjects: tuple[Subject, ...]) -> Stake:
        """Return what hangs on several subjects together; for none of them, on the whole district."""
        weights = [self._weight(each) for each in subjects] or [self._whole()]
        joined = weights[0]
        for weight in weights[1:]:
            joined = joined.joined(weight)
        return self.stake(joined)

    def reach(self, stake: Stake) -> float:
        """Return which part of the district's students a stake reaches, 0 to 1; 1 when none are counted."""
        everyone = self._students(self._everywhere)
        return stake.students / everyone if everyone else 1.0

    def stake(self, weight: _Weight) -> Stake:
        """Count the students behind a weight."""
        return Stake(weight.harm, weight.words, weight.rated, self._students(weight.sites), weight.tier)

    def _count_students(self, sites: int) -> int:
        return sum(site.students for code, site in self._index.sites.items() if sites & self._bits[code])

    def _weight(self, subject: Subject) -> _Weight:
        if subject.kind == "function":
            return self._of_function(subject.name)
        users = self._used_by.get((subject.kind, subject.name))
        if users:
            joined = self._services[users[0]]
            for name in users[1:]:
                joined = joined.joined(self._services[name])
            return joined
        if subject.kind in ("district", "calendar") and self._services:
            return self._whole()
        return _unknown(self._reached(subject.site))

    def _whole(self) -> _Weight:
        joined = _assumed(Tier.THE_REST, self._everywhere) if self._services else None
        for weight in self._services.values():
            joined = weight.joined(joined) if joined else weight
        return joined or _unknown(self._everywhere)

    def _of_function(self, function: str) -> _Weight:
        tiers = [each.tier for each in STARTING_POINTS if each.function == function]
        return _assumed(min(tiers, default=_UNKNOWN), self._everywhere)

    def _weights(self) -> dict[str, _Weight]:
        """Weigh each service, those that depend on it first: its loss is theirs too."""
        found = {name: self._own(service) for name, service in self._index.services.items()}
        for group in reversed(self._index.components):
            joined = found[group[0]]
            for name in group[1:]:
                joined = joined.joined(found[name])
            for name in group:
                found[name] = joined
                for needed in self._index.dependencies[name]:
                    found[needed] = found[needed].joined(joined)
        return found

    def _own(self, service: Service) -> _Weight:
        sites = self._reached(self._index.service_site[service.name])
        if service.bia is None:
            return _assumed(service.tier, sites)
        rated = {sort: getattr(service.bia, sort) for sort in _SORTS}
        harm, sort = max((_SORTS[sort] * _LEVELS[level], sort) for sort, level in rated.items())
        words = f"{sort}: {rated[sort]}" if harm else "no harm rated"
        return _Weight(harm, words, rated=True, tier=int(service.tier), sites=sites)

    def _reached(self, code: str | None) -> int:
        """Return the sites that a thing at one site reaches: an office's, or one nobody counted, all."""
        site = self._index.sites.get(code or "")
        if site is None or site.kind == "district-office" or not site.students:
            return self._everywhere
        return self._bits[site.code]

    def _users(self) -> dict[tuple[str, str], list[str]]:
        """Map each thing, by kind and name, to the services that its loss touches, sorted."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, service in self._index.services.items():
            found["service", name].add(name)
            found["role", service.owner].add(name)
            found["site", self._index.service_site[name]].add(name)
            found["vendor", service.vendor or ""].add(name)
            for asset in service.runs_on:
                found["asset", asset].add(name)
            for data in service.data_sets:
                found["data set", data.name].add(name)
                found["policy", data.policy].add(name)
                found["asset", source_asset(data.source)].add(name)
                for copy in self._index.copies(data) or ():
                    found["repository", copy.name].add(name)
        for exercise in self._index.exercises.values():
            found["exercise", exercise.name] |= self._index.services.keys() & set(exercise.services)
        for scenario in self._index.scenarios.values():
            found["scenario", scenario.name] |= self._index.services.keys() & set(scenario.services)
        for guest in self._index.servers.values():
            if guest.host is not None:
                found["asset", guest.host] |= found["asset", guest.name]
        return {thing: sorted(names) for thing, names in found.items()}


def _unknown(sites: int) -> _Weight:
    words = f"what it serves is not known, judged as tier {int(_UNKNOWN)}"
    return replace(_assumed(_UNKNOWN, sites), words=words)


def _assumed(tier: int, sites: int) -> _Weight:
    words = f"not rated, judged as tier {int(tier)}"
    return _Weight(_BY_TIER[Tier(tier)], words, rated=False, tier=int(tier), sites=sites)
