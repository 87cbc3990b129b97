"""What a district declares, by name: looked up once for all of its plans."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from drplan.declare import District, Repository, Role, Service, Vendor
from drplan.declare.lookup import homes, services_by_name

_CHANNELS = ("phones", "mass-notification", "e-mail")


@dataclass(frozen=True)
class Known:
    """A district's things by their names; what is not declared is not in any of these."""

    district: District

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """Every service of every site."""
        return services_by_name(self.district)

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """Every role."""
        return {each.name: each for each in self.district.roles}

    @cached_property
    def vendors(self) -> Mapping[str, Vendor]:
        """Every vendor."""
        return {each.name: each for each in self.district.vendors}

    @cached_property
    def copies(self) -> Mapping[str, Sequence[Repository]]:
        """The declared repositories of each policy, nearest first."""
        found = {each.name: each for each in self.district.repositories}
        return {
            policy.name: tuple(found[name] for name in policy.copies if name in found)
            for policy in self.district.policies
        }

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The titles of whoever keeps a copy: vendors, partners and sites, these by their code."""
        found = {each.name: each.title for each in self.district.vendors}
        found |= {each.name: each.title for each in self.district.partners}
        return found | {site.code: site.title for site in self.district.sites}

    @cached_property
    def site_of_asset(self) -> Mapping[str, str]:
        """The code of each asset's site."""
        return {asset.name: site.code for site in self.district.sites for asset in site.assets}

    @cached_property
    def site_of_service(self) -> Mapping[str, str]:
        """The code of each service's site."""
        return {name: site.code for name, site in homes(self.district).items()}

    @cached_property
    def users(self) -> Mapping[str, Sequence[Service]]:
        """The services that depend on each service."""
        found = defaultdict[str, list[Service]](list)
        for service in self.services.values():
            for name in service.depends_on:
                found[name].append(service)
        return found

    @cached_property
    def channels(self) -> Sequence[Service]:
        """The services that people are told something over."""
        return [each for each in self.services.values() if each.function in _CHANNELS]

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """How many lines end at each site: one between two sites is declared at one of them."""
        found = Counter[str]()
        for site in self.district.sites:
            for link in site.links:
                found.update({site.code, link.to})
        return found
