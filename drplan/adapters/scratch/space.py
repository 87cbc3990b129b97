"""How much disk there is for another scratch room."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from drplan.adapters.scratch.lease import Lease
from drplan.plan.scratch_space import Space


def space(state: Path, rooms: Iterable[Lease]) -> Space:
    """Look at the state folder's file system; what standing rooms were promised counts as taken.

    A room that has written some of its promise counts twice for that: too careful is the right side.
    """
    state.mkdir(parents=True, exist_ok=True)
    seen = os.statvfs(state)
    promised = sum(lease.reserved for lease in rooms)
    return Space(seen.f_frsize * seen.f_blocks, seen.f_frsize * seen.f_bavail, promised)
