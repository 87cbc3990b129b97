"""What the school year says of a week: the tightest objectives in force, and the hours backups rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from drplan.declare.calendar import Period
from drplan.declare.services import Service
from drplan.plan.calendar.model import Frozen

_DAY = 24 * 60
_DAYS = 7


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def tightest_rpo(service: Service, periods: Iterable[Period], first: date) -> tuple[timedelta, str]:
    """Return a service's shortest RPO of the seven days from ``first`` on, and since when in words.

    On a day of a period that the service changes its objectives for, those are in force; of several the
    tightest.
    """
    days = [first + timedelta(days=number) for number in range(_DAYS)]
    found = [_rpo_on(service, [each for each in periods if each.first <= day <= each.last]) for day in days]
    return min(found)


def _rpo_on(service: Service, periods: Iterable[Period]) -> tuple[timedelta, str]:
    changed = [
        (each.objectives.rpo, period.name)
        for each in service.during
        for period in periods
        if period.kind == each.during
    ]
    return min(changed, default=(service.objectives.rpo, ""))


def rests(periods: Iterable[Period], first: date) -> tuple[Frozen, ...]:
    """Return the spans of the seven days from ``first`` on in which no backup runs."""
    resting = (each for each in periods if "backup" in each.freezes)
    return tuple(sorted((span for each in resting for span in _spans(each, first)), key=_order))


def _spans(period: Period, first: date) -> Iterator[Frozen]:
    start, end = max(0, (period.first - first).days), min(_DAYS, (period.last - first).days + 1)
    if start >= end:
        return
    if period.quiet is None:
        yield Frozen(start * _DAY, end * _DAY, period.name)
        return
    opens = period.quiet.opens.hour * 60 + period.quiet.opens.minute
    lasts = -(-period.quiet.lasts // timedelta(minutes=1))
    for day in range(start, end):
        yield Frozen(day * _DAY + opens, day * _DAY + opens + lasts, period.name)


def _order(span: Frozen) -> tuple[int, int, str]:
    return (span.first, span.end, span.name)
