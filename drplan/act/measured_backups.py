"""Asking the copies what the last backups took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from drplan.act.backup import copies_of
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.errors import DrplanError
from drplan.plan.calendar.measured import Measured, measured_of
from drplan.ports import Vault


@dataclass
class MeasuredBackups:
    """What was measured, by data set and copy, and by the same why a copy could not be asked."""

    found: dict[tuple[str, str], Measured] = field(default_factory=dict)
    failed: dict[tuple[str, str], DrplanError] = field(default_factory=dict)


def measured_backups(district: District, data_sets: Sequence[DataSet], vault: Vault) -> MeasuredBackups:
    """Read from the copies' own recovery points how long the last took and what they added."""
    asked = MeasuredBackups()
    for data_set in data_sets:
        for copy in copies_of(district, data_set):
            key = (data_set.name, copy.name)
            try:
                seen = measured_of(vault.points(data_set, copy))
            except DrplanError as error:
                asked.failed[key] = error
            else:
                asked.found |= {} if seen is None else {key: seen}
    return asked
