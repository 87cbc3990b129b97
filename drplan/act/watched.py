"""What a drill, or a recovery in earnest, tells of itself while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from drplan.act.drill_ports import RecoveryPorts
from drplan.declare.calendar import Period
from drplan.declare.season import periods_on, strictest_rto
from drplan.events import Event, Expected, tell
from drplan.plan.drill import DrillPlan


def tell_begun(plan: DrillPlan, ports: RecoveryPorts, at: datetime) -> None:
    """Say what is ahead: services by wave, their promises, and how much data comes back."""
    periods = periods_on(ports.district.calendars, plan.rehearsed or at.date())
    tell(ports.progress, Event("begun", at, expected=expected_of(plan, periods)))


def expected_of(plan: DrillPlan, periods: Sequence[Period] = ()) -> tuple[Expected, ...]:
    """Return what has to come back, in the order of recovery, and what the day's periods make it promise."""
    points = plan.points
    held = {service.name: strictest_rto(service, periods)[0] for service in plan.services}
    return tuple(
        Expected(
            service.name,
            wave,
            held[service.name].rto.total_seconds(),
            held[service.name].mtd.total_seconds(),
            tuple(data.name for data in plan.data_of(service)),
            plan.ground_of(service),
            sum(points[data.name].size for data in plan.data_of(service) if data.name in points),
        )
        for wave, members in enumerate(plan.waves, start=1)
        for service in members
    )
