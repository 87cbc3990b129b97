"""What stands against a promise: the same tests for the usual objectives and for those of a season."""

from __future__ import annotations

from datetime import timedelta

from drplan.declare import BackupPolicy, Service
from drplan.validate.index import Index
from drplan.validate.restores import Restore
from drplan.validate.units import hours

_MINUTE = 60
"""People promise in minutes: a restore of less does not break a promise equal to the dependency's."""


def oldest(policy: BackupPolicy) -> float:
    """Return how old, in seconds, the newest recovery point may get: a cadence and a backup's duration."""
    return policy.cadence.total_seconds() + policy.duration.total_seconds()


def rpo_obstacle(index: Index, service: Service, rpo: timedelta) -> str | None:
    """Say which policy of the service's data sets lets recovery points grow older than ``rpo``."""
    used = {data.policy for data in service.data_sets} & index.policies.keys()
    worst = max(
        (index.policies[name] for name in used), key=lambda each: (oldest(each), each.name), default=None
    )
    if worst is None or oldest(worst) <= rpo.total_seconds():
        return None
    return f"data kept by policy {worst.name} may be {hours(oldest(worst))} old"


def restore_obstacle(restore: Restore | None, rto: timedelta) -> str | None:
    """Say that the service's own restore takes longer than ``rto``, if it does."""
    if restore is None or restore.seconds <= rto.total_seconds():
        return None
    return f"its own restore takes {restore.describe()}"


def chain_obstacle(
    restore: Restore | None, rto: timedelta, below: tuple[str, timedelta] | None
) -> str | None:
    """Say that the slowest service below, by name and RTO, and then the own restore outlast ``rto``."""
    if below is None:
        return None
    name, promise = below
    own = restore.seconds if restore else 0.0
    total = promise.total_seconds() + own
    if total < rto.total_seconds() + _MINUTE:
        return None
    after = f", its own restore then takes {restore.describe()}" if restore else ""
    return f"{name} below it promises {hours(promise)}{after}: {hours(total)} together"


def steps_obstacle(service: Service, rto: timedelta) -> str | None:
    """Say that the steps of a real recovery, human and automatic, take longer than ``rto``, if they do."""
    steps = [step for step in service.recovery_steps if step.occasion != "test-only"]
    needed = sum(step.duration.total_seconds() for step in steps)
    if needed <= rto.total_seconds():
        return None
    return f"its recovery steps ({len(steps)}) take {hours(needed)}"
