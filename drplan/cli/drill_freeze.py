"""What the school year says against a drill today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drplan.declare import District
from drplan.errors import UsageError
from drplan.plan.freeze import frozen, open_day


@dataclass(frozen=True)
class DrillFreeze:
    """A period in which drills are frozen, and the first ``opens`` day after it."""

    period: str
    title: str
    last: date
    opens: date

    def __str__(self) -> str:
        return f"drills are frozen until {self.last} by {self.period} ({self.title})"


def freeze_on(district: District, day: date) -> DrillFreeze | None:
    """Return what freezes drills on that day, in a lab too: it is people's days that the calendar keeps free.

    ``None`` when nothing does.
    """
    period = frozen(district, "drill", day)
    if period is None:
        return None
    return DrillFreeze(period.name, period.title, period.last, open_day(district, "drill", day))


def refuse_frozen(freeze: DrillFreeze | None, despite: str | None) -> str | None:
    """Return the reason to pass a freeze, for the record; ``None`` when there is no freeze to pass.

    Raises ``UsageError``, naming the period and the next open day, when there is one and no reason.
    """
    if freeze is None:
        return None
    if despite is None or not despite.strip():
        raise UsageError(
            str(freeze),
            next_step=f"drill on {freeze.opens}, or say why it cannot wait: --despite-freeze REASON",
        )
    return despite.strip()
