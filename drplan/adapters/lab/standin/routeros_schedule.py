"""RouterOS's scheduler: which of its entries comes next, and when."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.menus import Menus
from drplan.adapters.lab.standin.unit import Unit

_SECONDS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}


def seconds(interval: str) -> float:
    """Return an interval's seconds: ``5m``, ``1h30m``, ``00:05:00``."""
    if ":" in interval:
        hours, minutes, rest = (float(part) for part in interval.split(":"))
        return hours * 3600 + minutes * 60 + rest
    return float(
        sum(int(number) * _SECONDS[unit] for number, unit in re.findall(r"(\d+)([wdhms])", interval))
    )


def schedule(unit: Unit, menus: Menus) -> None:
    """Have the next of the scheduler's entries run in time."""
    due = [
        (seconds(entry["interval"]), entry)
        for entry in menus.table("system/scheduler")
        if entry.get("interval") and entry.get("disabled") != "yes" and seconds(entry["interval"])
    ]
    now = unit.state.get("deadline") or {}
    if not due:
        unit.disarm()
        return
    wait, entry = min(due, key=lambda each: each[0])
    if now.get("name") != entry.get("name"):
        unit.arm(wait / 60, "script", name=entry.get("name", ""), script=entry.get("on-event", ""))
