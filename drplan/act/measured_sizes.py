"""Asking the copies how large data sets are and what changes in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from drplan.act.backup import copies_of
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.errors import DrplanError
from drplan.measure.told_sizes import ToldSize, told_size
from drplan.ports import Vault


@dataclass
class MeasuredSizes:
    """What was measured, by data set; and by data set and copy why a copy could not be asked."""

    found: dict[str, ToldSize] = field(default_factory=dict)
    failed: dict[tuple[str, str], DrplanError] = field(default_factory=dict)

    def instead(self, data_sets: Sequence[DataSet]) -> list[DataSet]:
        """Return data sets with what was measured in place of what is declared."""
        return [self._instead(each) for each in data_sets]

    def _instead(self, data_set: DataSet) -> DataSet:
        told = self.found.get(data_set.name)
        if told is None:
            return data_set
        return data_set.model_copy(update={"size": told.size, "nightly_change": told.change})


def measured_sizes(district: District, data_sets: Sequence[DataSet], vault: Vault) -> MeasuredSizes:
    """Read from the nearest copy that tells; a copy that cannot be asked is passed over and named."""
    asked = MeasuredSizes()
    for data_set in data_sets:
        for copy in copies_of(district, data_set):
            try:
                told = told_size(vault.points(data_set, copy))
            except DrplanError as error:
                asked.failed[data_set.name, copy.name] = error
                continue
            if told is not None:
                asked.found[data_set.name] = told
                break
    return asked
