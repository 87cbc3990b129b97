"""How this process goes to where it acts, and whom it finds there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from drplan.errors import UsageError
from drplan.wiring.declaration import known_hosts
from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.access import Access
    from drplan.adapters.host_keys import ProjectKeys
    from drplan.adapters.lab import Lab
    from drplan.declare import Server
    from drplan.measure.live import Look


@cache
def enter() -> Access:
    """Move this process to where it will act, once, and return how assets are reached from there."""
    from drplan.adapters import access

    found = access.read_access(state_folder())
    access.enter(found)
    return found if found.where != "production" else replace(found, pinned=str(known_hosts()))


def key_ring() -> ProjectKeys:
    """Return what machines show by way of host keys, and what is known of them.

    Raises ``UsageError`` in a lab, whose hosts have the keys that it gave them.
    """
    from drplan import wiring
    from drplan.adapters.host_keys import ProjectKeys

    access = wiring.enter()
    if access.where != "production":
        raise UsageError(
            "a lab is up, and its hosts are known by the keys it gave them",
            next_step="to meet the district's own machines: drplan lab down",
        )
    return ProjectKeys(access, known_hosts(), Path("~/.ssh/known_hosts").expanduser())


def lab(*, loopback: bool = False) -> Lab:
    """Return the lab of this state folder, up or not; ``loopback`` asks for no hosts and no routers."""
    from drplan.adapters.lab import Lab

    return Lab(state_folder(), loopback=loopback)


def look_at(servers: Sequence[Server]) -> tuple[Look, ...]:
    """Return what each server says of itself now, or why it does not answer, in their order."""
    from drplan import wiring
    from drplan.adapters import live

    return live.look_at(wiring.enter(), servers)
