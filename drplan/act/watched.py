"""What a drill, or a recovery in earnest, tells of itself while it runs."""

from __future__ import annotations

from datetime import datetime

from drplan.act.drill_ports import RecoveryPorts
from drplan.events import Event, Expected, tell
from drplan.plan.drill import DrillPlan


def tell_begun(plan: DrillPlan, ports: RecoveryPorts, at: datetime) -> None:
    """Say what is ahead: services by wave, their promises, and how much data comes back."""
    tell(ports.progress, Event("begun", at, expected=expected_of(plan)))


def expected_of(plan: DrillPlan) -> tuple[Expected, ...]:
    """Return what has to come back, in the order of recovery."""
    points = plan.points
    return tuple(
        Expected(
            service.name,
            wave,
            service.objectives.rto.total_seconds(),
            service.objectives.mtd.total_seconds(),
            tuple(data.name for data in plan.data_of(service)),
            plan.ground_of(service),
            sum(points[data.name].size for data in plan.data_of(service) if data.name in points),
        )
        for wave, members in enumerate(plan.waves, start=1)
        for service in members
    )
