"""How much disk a scratch room may take, decided before it is raised."""

from __future__ import annotations

from dataclasses import dataclass

from drplan.declare.assets import Server
from drplan.declare.data import DataSet
from drplan.errors import UsageError
from drplan.plan.calendar.words import size
from drplan.plan.drill import DrillPlan

_GIB = 1 << 30
HOST = 1 * _GIB
"""A blank host with its baselines: half of it was measured, the other half is for logs and the unforeseen."""

FILES = 1.1
"""Of files as much as was read, and a tenth for block sizes and folders."""

DATABASE = 3.0
"""Of a dump: itself, what it is loaded into, and the log of loading it."""

LEFT_FREE = 0.05
"""Of the whole file system, and at least 1 GiB: production may write on it too."""


@dataclass(frozen=True)
class Space:
    """A file system in bytes: its size, what is free, and what other rooms have been promised of that."""

    size: int
    free: int
    promised: int

    @property
    def usable(self) -> int:
        """What a room may take."""
        return self.free - self.promised - max(_GIB, int(self.size * LEFT_FREE))


def needed(plan: DrillPlan) -> int:
    """Return how many bytes a room may need for a plan's hosts and its chosen recovery points."""
    hosts = sum(HOST for asset in plan.assets if isinstance(asset, Server))
    data = [each for service in plan.services for each in plan.data_of(service)]
    return hosts + sum(_held(each, plan) for each in {each.name: each for each in data}.values())


def refuse_without_space(wanted: int, space: Space, where: str) -> None:
    """Raise ``UsageError`` when a room of ``wanted`` bytes would not fit."""
    if wanted <= space.usable:
        return
    raise UsageError(
        f"a scratch room needs {size(wanted)} in {where}, and may take {size(max(0, space.usable))}: "
        f"{size(space.free)} are free, {size(space.promised)} of that are promised to other rooms, "
        f"{size(space.free - space.promised - space.usable)} stay free",
        next_step="free some, set DRPLAN_STATE to a larger file system, or stream the data: --data-only",
    )


def _held(data_set: DataSet, plan: DrillPlan) -> int:
    point = plan.points.get(data_set.name)
    factor = FILES if data_set.source.kind == "paths" else DATABASE
    return int(point.size * factor) if point else 0
