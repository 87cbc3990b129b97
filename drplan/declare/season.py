"""What the school year makes of a service's promises on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drplan.declare.calendar import AcademicCalendar, Period, PeriodKind
from drplan.declare.objectives import Objectives
from drplan.declare.services import Service


def days_at(moment: datetime, time_zone: str | None) -> tuple[date, ...]:
    """Return which days it is at a moment: the one in UTC, which records are dated by, and the district's.

    They are two in an American evening. A zone that this machine does not know adds none.
    """
    found = [moment.astimezone(UTC).date()]
    if time_zone is not None:
        try:
            found.append(moment.astimezone(ZoneInfo(time_zone)).date())
        except (ZoneInfoNotFoundError, OSError):
            return tuple(found)
    return tuple(dict.fromkeys(found))


def periods_on(calendars: Iterable[AcademicCalendar], day: date) -> tuple[Period, ...]:
    """Return the periods that hold a day, first and last day included, by name."""
    held = (each for year in calendars for each in year.periods if each.first <= day <= each.last)
    return tuple(sorted(held, key=lambda period: period.name))


def objectives_during(service: Service, kind: PeriodKind) -> Objectives:
    """Return what a service promises in periods of one kind: the usual, where it changes nothing for them."""
    changed = (each.objectives for each in service.during if each.during == kind)
    return next(changed, service.objectives)


def strictest_rpo(service: Service, periods: Sequence[Period]) -> tuple[Objectives, Period | None]:
    """Return the objectives with the shortest RPO among those that periods in force change, and the period.

    Where none of them changes anything, the usual objectives and ``None``. A period may also loosen them.
    """
    return _strictest(service, periods, lambda objectives: objectives.rpo)


def strictest_rto(service: Service, periods: Sequence[Period]) -> tuple[Objectives, Period | None]:
    """Return the objectives with the shortest RTO, as :func:`strictest_rpo` does with the shortest RPO."""
    return _strictest(service, periods, lambda objectives: objectives.rto)


def _strictest(
    service: Service, periods: Sequence[Period], promise: Callable[[Objectives], timedelta]
) -> tuple[Objectives, Period | None]:
    kinds = {each.during for each in service.during}
    changing = [period for period in periods if period.kind in kinds]
    if not changing:
        return service.objectives, None
    found = min(changing, key=lambda each: (promise(objectives_during(service, each.kind)), each.name))
    return objectives_during(service, found.kind), found
