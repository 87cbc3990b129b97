"""When backups start: a week that keeps every objective, window, freeze and budget, spread evenly. Pure."""

from drplan.plan.calendar.model import (
    Calendar,
    Frozen,
    Job,
    Peak,
    Placed,
    Relaxation,
    Resource,
    Slot,
    Unplaced,
)
from drplan.plan.calendar.timers import on_calendar, start_times
from drplan.plan.calendar.week import plan_week

__all__ = [
    "Calendar",
    "Frozen",
    "Job",
    "Peak",
    "Placed",
    "Relaxation",
    "Resource",
    "Slot",
    "Unplaced",
    "on_calendar",
    "plan_week",
    "start_times",
]
