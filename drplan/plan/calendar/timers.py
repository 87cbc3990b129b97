"""A calendar's starts as the timers of a host are told them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from drplan.plan.calendar.model import Calendar
from drplan.plan.calendar.words import weekday

_DAYS = 7
_SUNDAY = 6
_SKIPPED_HOUR = 2


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

    Once a year clocks go from 02:00 to 03:00, and systemd (252) leaves out what starts in between. So a
    start in that hour on a Sunday is told an hour later too, on the second Sunday of March only (15 U.S.C.
    260a), which is then the same moment. In the hour that comes twice in November it elapses once.
    """
    days: dict[time, set[int]] = {}
    for day, at in times:
        days.setdefault(at, set()).add(day)
    usual = tuple(f"{_weekdays(days[at])}*-*-* {at:%H:%M:%S}" for at in sorted(days))
    return usual + tuple(
        f"Sun *-03-08..14 {at.replace(hour=_SKIPPED_HOUR + 1):%H:%M:%S}"
        for at in sorted(days)
        if at.hour == _SKIPPED_HOUR and _SUNDAY in days[at]
    )


def _weekdays(days: set[int]) -> str:
    return "" if len(days) == _DAYS else ",".join(map(weekday, sorted(days))) + " "
