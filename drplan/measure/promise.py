"""How old a data set's newest recovery point may be, on a day of the school year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from drplan.declare.calendar import Period
from drplan.declare.district import District
from drplan.declare.lookup import services, unknown
from drplan.declare.season import periods_on, strictest_rpo


@dataclass(frozen=True)
class Promise:
    """A service's recovery point objective (NIST SP 800-34 Rev. 1, section 3.2), usual and in force.

    ``period`` is the name of the calendar's period that makes ``in_force`` what it is; ``None`` when the
    usual objective holds.
    """

    service: str
    usual: timedelta
    in_force: timedelta
    period: str | None = None


class Promises:
    """What is promised of every data set of a district; raises ``UsageError`` for one nobody owns."""

    def __init__(self, district: District) -> None:
        self._owners = {data.name: each for each in services(district) for data in each.data_sets}
        self._calendars = district.calendars
        self._periods = cache(self._look_up)

    def on(self, data_set: str, day: date) -> Promise:
        """Return what the service that owns the data set promises on a day."""
        owner = self._owners.get(data_set)
        if owner is None:
            raise unknown("data set", data_set, sorted(self._owners))
        objectives, period = strictest_rpo(owner, self._periods(day) if owner.during else ())
        return Promise(owner.name, owner.objectives.rpo, objectives.rpo, period.name if period else None)

    def _look_up(self, day: date) -> tuple[Period, ...]:
        return periods_on(self._calendars, day)
