"""When backups start: a week that keeps every objective, window, freeze and budget, spread evenly. Pure."""

from drplan.plan.calendar.model import Calendar, Frozen, Job, Placed, Relaxation, Resource, Slot, Unplaced
from drplan.plan.calendar.timers import on_calendar, start_times

__all__ = [
    "Calendar",
    "Frozen",
    "Job",
    "Placed",
    "Relaxation",
    "Resource",
    "Slot",
    "Unplaced",
    "on_calendar",
    "start_times",
]
