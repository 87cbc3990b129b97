"""What a drill, and a recovery in earnest, are given to work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drplan.act.journal import Unkept
from drplan.declare.district import District
from drplan.desk import Desk
from drplan.ports import Clock, Enforcer, Ground, Journal, Prober, Programs, Progress, Vault


@dataclass(frozen=True)
class RecoveryPorts:
    """The world as a recovery sees it, with nothing in it that destroys. ``enforcers``: by kind of asset.

    ``journal`` keeps what was done; by default nothing outlives the process. ``desk`` is where people sign
    off what they do; ``None`` when nobody attends.
    """

    district: District
    clock: Clock
    enforcers: Mapping[str, Enforcer]
    vault: Vault
    prober: Prober
    programs: Programs
    progress: Progress
    journal: Journal = field(default_factory=Unkept, kw_only=True)
    desk: Desk | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class DrillPorts(RecoveryPorts):
    """The world as a drill sees it: with a ground on which it may destroy."""

    ground: Ground


@dataclass(frozen=True)
class Patience:
    """How long a probe is asked again, in seconds, before its answer counts.

    ``steady`` before the disruption, ``broken`` after it, ``healthy`` after the recovery.
    """

    steady: float = 10.0
    broken: float = 30.0
    healthy: float = 90.0
    between: float = 0.5
