"""Who answers for what failed, how urgent it is, and where it is declared. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from drplan.audit.happenings import Happening, Subject
from drplan.declare.data import source_asset
from drplan.declare.district import District
from drplan.declare.lookup import assets, services
from drplan.declare.objectives import Tier

NOBODY = "unassigned"
"""The owner of what nobody answers for: no record and no declaration names a role."""


class Answerable:
    """What a district's declaration says of the subjects of corrective actions."""

    def __init__(self, district: District) -> None:
        self.district = district
        self._services = {each.name: each for each in services(district)}
        self._assets = {each.name: each for each in assets(district)}
        self._repositories = {each.name: each for each in district.repositories}

    def owner(self, seen: Happening) -> str:
        """Return the role that answers for a subject.

        A service's or an asset's owner; of a repository the owner of the asset it lies on; of an escrow its
        holder. Where none is declared: the role that found it, and without one ``unassigned``.
        """
        return self._declared_owner(seen.subject) or seen.fallback_role or NOBODY

    def tier(self, seen: Happening) -> int:
        """Return how urgent a subject is: its own tier, or the most urgent one of what needs it."""
        name = seen.subject.name
        match seen.subject.kind:
            case "asset":
                found = self._tiers_by_asset.get(name)
            case "repository" | "escrow":
                found = self._tiers_by_repository.get(name)
            case _:
                found = seen.tier
        return int(Tier.THE_REST) if found is None else min(max(found, 0), int(Tier.THE_REST))

    def site(self, subject: Subject) -> str | None:
        """Return the code of the site that declares a service or an asset; ``None`` for all else."""
        if subject.kind == "service":
            return self._sites_by_service.get(subject.name)
        return self._sites_by_asset.get(subject.name) if subject.kind == "asset" else None

    def _declared_owner(self, subject: Subject) -> str | None:
        if subject.kind == "service" and subject.name in self._services:
            return self._services[subject.name].owner
        if subject.kind == "asset" and subject.name in self._assets:
            return self._assets[subject.name].owner
        if subject.kind == "repository" and subject.name in self._repositories:
            below = self._assets.get(self._repositories[subject.name].host or "")
            return below.owner if below else None
        return subject.whose or None

    @cached_property
    def _tiers_by_asset(self) -> Mapping[str, int]:
        """The most urgent tier of what runs, or keeps data, on each asset."""
        return _lowest(
            (name, int(service.tier))
            for service in self._services.values()
            for name in (*service.runs_on, *(source_asset(data.source) for data in service.data_sets))
        )

    @cached_property
    def _tiers_by_repository(self) -> Mapping[str, int]:
        """The most urgent tier of what has a copy in each repository."""
        policies = {each.name: each for each in self.district.policies}
        return _lowest(
            (copy, int(service.tier))
            for service in self._services.values()
            for data in service.data_sets
            if data.policy in policies
            for copy in policies[data.policy].copies
        )

    @cached_property
    def _sites_by_service(self) -> Mapping[str, str]:
        return {each.name: site.code for site in self.district.sites for each in site.services}

    @cached_property
    def _sites_by_asset(self) -> Mapping[str, str]:
        return {each.name: site.code for site in self.district.sites for each in site.assets}


def _lowest(found: Iterator[tuple[str, int]]) -> dict[str, int]:
    tiers: dict[str, int] = {}
    for name, tier in found:
        tiers[name] = min(tier, tiers.get(name, tier))
    return tiers
