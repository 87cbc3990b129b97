"""By when each service has to be back: its wave, and its RTO and MTD as the school year has them that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drplan.declare.calendar import Period
from drplan.declare.district import District
from drplan.declare.objectives import Objectives
from drplan.declare.season import periods_on, strictest_rto
from drplan.declare.services import Service
from drplan.plan.order import waves


@dataclass(frozen=True)
class Due:
    """One service in its wave, what it promises that day, and the period that changes the promise, if any."""

    service: Service
    wave: int
    promised: Objectives
    period: Period | None


def due_back(district: District, services: Iterable[Service], day: date) -> tuple[Due, ...]:
    """Return the services in the order of recovery, each with what it promises on ``day``.

    Raises ``DeclarationError`` when they depend on each other in a circle.
    """
    periods = periods_on(district.calendars, day)
    return tuple(
        Due(service, wave, *strictest_rto(service, periods))
        for wave, members in enumerate(waves(services), start=1)
        for service in members
    )
