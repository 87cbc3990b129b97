"""A calendar's starts as the timers of a host are told them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from drplan.plan.calendar.model import Calendar
from drplan.plan.calendar.words import weekday

_DAYS = 7


def start_times(calendar: Calendar, data_set: str, origin: str | None = None) -> list[tuple[int, time]]:
    """Return when a data set's backups start, as weekday (0 is Monday) and local time, in order.

    With ``origin``, a repository's name, when it is copied on from there. None for what is not placed.
    """
    return [
        (slot.weekday, slot.at)
        for each in calendar.placed
        if each.job.data_set == data_set and each.job.origin == origin
        for slot in each.slots()
    ]


def on_calendar(times: Iterable[tuple[int, time]]) -> tuple[str, ...]:
    """Write weekdays and times as calendar events of systemd.time(7), one for each time of day.

    ``Mon,Thu *-*-* 21:35:00``; without weekdays when it is every day. A timer that is given all of them, as
    one ``OnCalendar=`` each, elapses at each of the times and at no other.
    """
    days: dict[time, set[int]] = {}
    for day, at in times:
        days.setdefault(at, set()).add(day)
    return tuple(f"{_weekdays(days[at])}*-*-* {at:%H:%M:%S}" for at in sorted(days))


def _weekdays(days: set[int]) -> str:
    return "" if len(days) == _DAYS else ",".join(map(weekday, sorted(days))) + " "
