"""A scratch room: raised for a drill that it has space for, and taken away whatever happens."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING

from drplan.errors import ToolMissing, UsageError
from drplan.wiring.folders import state_folder
from drplan.wiring.scratch_accounts import room_accounts
from drplan.wiring.scratch_work import There, work_in

if TYPE_CHECKING:
    from drplan.act.drill_scratch import ScratchPorts
    from drplan.adapters.access import Access
    from drplan.adapters.scratch.room import ScratchRoom
    from drplan.adapters.scratch.room_accounts import RoomAccounts
    from drplan.declare import District, Site
    from drplan.plan.drill import DrillPlan
    from drplan.ports import Progress

TIME_TO_LIVE = timedelta(hours=24)
"""A room that is older is taken away, whoever holds it."""


def sweep_rooms(progress: Progress) -> list[str]:
    """Take away the rooms that nobody holds; returns what was. Raises ``ToolMissing`` or ``LabError``."""
    from drplan import wiring
    from drplan.adapters.scratch.sweep import sweep

    gone = sweep(state_folder(), wiring.clock().now())
    for line in gone:
        progress.say("scratch room", line)
    return gone


def refuse_without_root() -> None:
    """Raise ``ToolMissing`` for whoever cannot have a room."""
    if os.geteuid() != 0:
        raise ToolMissing(
            "a scratch room needs root: it has hosts, routers and networks of its own",
            next_step="run it as root, or rehearse the data alone: drplan drill run --data-only",
        )


@contextmanager
def scratch_ports(declared: District, plan: DrillPlan, progress: Progress) -> Iterator[ScratchPorts]:
    """Raise a room for a plan, work in it, take it away whatever happens.

    Raises ``UsageError`` when it would not fit or could not reach what it is to come back from,
    ``ToolMissing`` or ``LabError`` when it cannot be raised.
    """
    from drplan import wiring
    from drplan.adapters.scratch import room as rooms
    from drplan.adapters.scratch.isolation import Isolation, abroad
    from drplan.adapters.scratch.limits import held_to_disk
    from drplan.adapters.scratch.outside import watching

    access = wiring.enter()
    made = _room(declared, plan, access)
    with ExitStack() as stack:
        stack.callback(made.room.down)
        accounts = stack.enter_context(room_accounts(declared, plan, made.room.lease, access, progress))
        stack.enter_context(_broken_off(made.room, accounts))
        progress.say("scratch room", f"{made.room.lease.name} is being raised: {made.told}")
        standing = made.room.up()
        stack.enter_context(held_to_disk(state_folder(), made.room, progress))
        ways = made.room.ways
        isolation = Isolation(standing.prefix, frozenset(standing.own), ways, abroad(declared, standing.own))
        watcher = stack.enter_context(watching(declared, access))
        stack.enter_context(rooms.inside(standing.access, _kept_out(declared)))
        there = There(made.room, made.told, access, watcher, standing, isolation, accounts)
        yield work_in(declared, there, progress)


@dataclass(frozen=True)
class _Made:
    room: ScratchRoom
    told: str


def _room(declared: District, plan: DrillPlan, access: Access) -> _Made:
    """Reserve what a room needs; nothing is there yet but the promise."""
    from drplan import wiring
    from drplan.adapters.scratch.lease import new_lease
    from drplan.adapters.scratch.passages import passages
    from drplan.adapters.scratch.room import ScratchRoom
    from drplan.adapters.scratch.space import space
    from drplan.adapters.scratch.sweep import standing
    from drplan.plan.calendar.words import size
    from drplan.plan.scratch_space import needed, refuse_without_space

    state, now = state_folder(), wiring.clock().now()
    ways, without = passages(declared.repositories, access.locations)
    _refuse_unreachable(plan, without)
    wanted, there = needed(plan), space(state, standing(state, now))
    refuse_without_space(wanted, there, str(state))
    lease = new_lease(_only_site(plan).code, now + TIME_TO_LIVE, wanted, state / "cache" / "lab")
    told = f"{size(wanted)} reserved of {size(there.free)} that are free"
    return _Made(ScratchRoom(state, declared, lease, ways), told)


def _only_site(plan: DrillPlan) -> Site:
    if plan.site is None:
        raise UsageError(
            f"a scratch room holds one site, and {plan.called} is of several",
            next_step="drill a site, or a service whose services are all of one: --site CODE",
        )
    return plan.site


def _refuse_unreachable(plan: DrillPlan, without: Mapping[str, str]) -> None:
    for name, point in plan.points.items():
        if point.repository in without:
            raise UsageError(
                f"{name} would come back from {without[point.repository]}",
                next_step="choose another copy with --copy, or declare the repository by its address",
            )


def _kept_out(declared: District) -> list[str]:
    """Return the variables that nothing in a room may see: all of AWS's, and what may change the copies."""
    wanted, never = set(), set()
    for each in declared.repositories:
        wanted |= {s.reference for s in (each.password, each.user, each.user_secret) if s}
        never |= {s.reference for s in (each.prune_user, each.prune_secret, each.admin) if s}
    return [ref[0] for ref in never - wanted] + [name for name in os.environ if name.startswith("AWS_")]


@contextmanager
def _broken_off(room: ScratchRoom, accounts: RoomAccounts) -> Iterator[None]:
    """Take the room away first when the drill is broken off: whoever works in it then gives up at once."""

    def end(_number: int, _frame: FrameType | None) -> None:
        accounts.end_changes()
        room.down()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
