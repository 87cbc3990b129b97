"""A scratch room as the ground of a drill: nothing is lost on it, all comes up beside production."""

from __future__ import annotations

from typing import Literal

from drplan.adapters.scratch.isolation import Isolation
from drplan.adapters.scratch.room import ScratchRoom, Standing
from drplan.declare.tenants import AwsAccount
from drplan.ports import AnyAsset

_FIRST_SECONDS, _AGAIN_SECONDS = 1.0, 0.3
"""How long an address may take to answer: the long look is taken while no clock runs."""


class ScratchGround:
    """Implements :class:`drplan.ports.Ground`; its room is up."""

    where: Literal["scratch"] = "scratch"

    def __init__(self, room: ScratchRoom, standing: Standing, isolation: Isolation) -> None:
        self._room, self._standing, self._isolation = room, standing, isolation

    def excuse(self, asset: AnyAsset) -> str | None:
        """Say why an asset cannot be rehearsed here: a room holds its site's servers and its router."""
        if asset.name in self._standing.holds:
            return None
        if isinstance(asset, AwsAccount):
            return (
                f"{asset.name}: a bucket comes back from its own older versions, which no other account has"
            )
        return f"{asset.name} ({asset.kind}): no scratch room of this site can hold it"

    def destroy(self, asset: AnyAsset) -> str:
        """Leave production alone, and say so."""
        return f"{asset.name}: production was left alone; what comes back comes back in a scratch room"

    def blank(self, asset: AnyAsset) -> str:
        """Put a blank machine into the room."""
        return self._room.blank(asset.name)

    def look_out(self, *, first: bool) -> tuple[tuple[str, ...], str]:
        """Return what leads out of the room, and in words what was looked at. Raises ``LabError``."""
        seconds = _FIRST_SECONDS if first else _AGAIN_SECONDS
        return self._isolation.check(first=first, seconds=seconds)
