"""The freezes of deploys in the school year: which one is in force, and what passes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from drplan import wiring
from drplan.cli.deploy_text import Freeze
from drplan.declare import District
from drplan.errors import UsageError
from drplan.plan.freeze import frozen, open_day


def freeze_on(district: District, day: date) -> Freeze | None:
    """Return the freeze of deploys on that day; its text names the first open day after it."""
    period = frozen(district, "deploy", day)
    if period is None:
        return None
    return Freeze(period.name, period.title, period.last, open_day(district, "deploy", day))


def refuse_frozen(freeze: Freeze | None, despite: str | None) -> Freeze | None:
    """Return the freeze with the reason that lets an apply pass it; ``None`` when there is none.

    Raises ``UsageError`` naming the period and its last day when no reason was given.
    """
    if freeze is None:
        return None
    if despite is None:
        raise UsageError(
            str(freeze),
            next_step=f"apply on {freeze.opens}, or say why it cannot wait: --despite-freeze REASON",
        )
    return replace(freeze, despite=despite)


def freeze_now(district: District) -> Freeze | None:
    """Judge today by this machine's own day. A lab is not production: nothing is frozen there."""
    if wiring.enter().where != "production":
        return None
    return freeze_on(district, wiring.clock().now().astimezone().date())
