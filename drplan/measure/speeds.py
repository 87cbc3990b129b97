"""The declared speed at which a data set comes back from a repository."""

from __future__ import annotations

from datetime import date

from drplan.declare.district import District
from drplan.validate.index import Index
from drplan.validate.reach import reach
from drplan.validate.restores import rate_from

_BYTES_A_MEGABIT = 125_000


class DeclaredSpeeds:
    """What repositories and the ways from them are declared to carry, asked as often as wanted."""

    def __init__(self, district: District) -> None:
        self._index = Index(district, date.min)
        self._ways = reach(self._index)

    def bytes_a_second(self, data_set: str, repository: str) -> float | None:
        """Return bytes a second: of a repository's ``restore_mbit_s`` and the slowest link, the lower.

        ``None`` where neither is declared, or no link leads from there to where the data set lives.
        """
        data, copy = self._index.data_sets.get(data_set), self._index.repositories.get(repository)
        if data is None or copy is None:
            return None
        found = rate_from(self._ways, copy, self._ways.data_place(data))
        return None if found is None else found * _BYTES_A_MEGABIT
