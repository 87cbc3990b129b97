"""Who keeps which copy, and by what right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from drplan.declare import Agreement, DataSet, Partner, Repository, Vendor
from drplan.validate.index import Index


def kept(index: Index) -> Iterator[tuple[DataSet, list[Repository]]]:
    """Yield data sets with their repositories by name, all of which are declared."""
    for data in index.data_sets.values():
        copies = index.copies(data)
        if copies is not None and set(index.policies[data.policy].copies) <= index.repositories.keys():
            yield data, copies


def out_of_reach(copy: Repository) -> bool:
    """Tell whether the credentials that write a copy cannot delete it."""
    return copy.append_only or copy.isolated or copy.immutable_days > 0


def keeper(index: Index, repository: Repository) -> Vendor | Partner | None:
    """Return the vendor or partner that keeps a repository, ``None`` for a site's or nobody's."""
    name = repository.site
    if name in index.sites:
        return None
    return index.vendors.get(name) or index.partners.get(name)


def kind_of(outsider: Vendor | Partner) -> str:
    """Return what a finding calls a vendor or partner."""
    return "vendor" if isinstance(outsider, Vendor) else "partner"


def in_force(agreements: Iterable[Agreement], kinds: Collection[str], day: date) -> list[Agreement]:
    """Return the agreements of those kinds that hold on a day, its first and last day included."""
    return [each for each in agreements if each.kind in kinds and each.signed <= day <= each.expires]
