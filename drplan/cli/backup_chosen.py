"""Which data sets a backup command is about."""

from __future__ import annotations

from drplan.declare import DataSet, District
from drplan.declare.lookup import data_sets, site_of
from drplan.plan.drill import data_sets_of


def chosen_data_sets(district: District, site: str | None, names: tuple[str, ...] = ()) -> list[DataSet]:
    """Return the data sets of a site, or all; of those, the named ones, or all."""
    found = data_sets_of(site_of(district, site)) if site else data_sets(district)
    return [data_set for data_set in found if not names or data_set.name in names]
