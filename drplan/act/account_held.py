"""What a service is held to on the day of a drill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drplan.declare.district import District
from drplan.declare.season import periods_on, strictest_rpo, strictest_rto
from drplan.declare.services import Service


@dataclass(frozen=True)
class Held:
    """What a service is held to on the day, and the periods of the calendar that make it so."""

    rto: timedelta
    rpo: timedelta
    during: str | None


def held_on(days: Sequence[date], service: Service, declared: District | None) -> Held:
    """Hold a service to the strictest of what the periods of its day make of its promises.

    In an evening it may be two ``days`` at once, in UTC and in the district: the stricter one counts.
    """
    calendars = declared.calendars if declared and service.during else ()
    each_day = [periods_on(calendars, day) for day in days]
    rto, by_rto = min((strictest_rto(service, each) for each in each_day), key=lambda found: found[0].rto)
    rpo, by_rpo = min((strictest_rpo(service, each) for each in each_day), key=lambda found: found[0].rpo)
    names = dict.fromkeys(period.name for period in (by_rto, by_rpo) if period)
    return Held(rto.rto, rpo.rpo, ", ".join(names) or None)
