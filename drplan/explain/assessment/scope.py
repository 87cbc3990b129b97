"""What is looked at: a whole district, or one of its sites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from drplan.declare import Asset, DataSet, Repository, Service, Site
from drplan.declare.data import source_asset
from drplan.validate import Index
from drplan.validate.keeping import out_of_reach

_T = TypeVar("_T", Asset, Service, DataSet)


class Scope:
    """The things of one site, or of all, sorted by name, and what is declared about their copies.

    ``index`` holds the whole district in either case. Raises ``KeyError`` for a site that is not declared.
    """

    def __init__(self, index: Index, site: str | None) -> None:
        self.index = index
        self.site = site
        self.sites: tuple[Site, ...] = tuple(index.sites.values()) if site is None else (index.sites[site],)
        self.assets: tuple[Asset, ...] = _sorted_by_name(a for each in self.sites for a in each.assets)
        self.services: tuple[Service, ...] = _sorted_by_name(s for each in self.sites for s in each.services)
        self.data_sets: tuple[DataSet, ...] = _sorted_by_name(
            data for service in self.services for data in service.data_sets
        )
        self.rehearsed = {name for each in index.exercises.values() for name in each.services}
        self.kept = {source_asset(data.source) for data in index.data_sets.values() if self.copies(data)}

    def copies(self, data: DataSet) -> tuple[Repository, ...]:
        """Return the declared repositories that keep a data set; none when its policy is not declared."""
        return tuple(self.index.copies(data) or ())

    def kept_off_site(self, data: DataSet) -> bool:
        """Return whether a copy is kept at another site than the data set's own."""
        home = self.index.data_site(data)
        return any(copy.site != home for copy in self.copies(data))

    def kept_immutable(self, data: DataSet) -> bool:
        """Return whether the credentials that write some copy cannot delete it."""
        return any(map(out_of_reach, self.copies(data)))


def _sorted_by_name(things: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(sorted(things, key=lambda thing: thing.name))
