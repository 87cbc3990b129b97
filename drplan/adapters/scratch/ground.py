"""A scratch room as the ground of a drill: nothing is lost on it, all comes up beside production."""

from __future__ import annotations

from typing import Literal

from drplan.adapters.scratch.isolation import Isolation
from drplan.adapters.scratch.room import ScratchRoom, Standing
from drplan.adapters.scratch.room_accounts import RoomAccounts
from drplan.declare.tenants import AwsAccount
from drplan.ports import AnyAsset

_FIRST_SECONDS, _AGAIN_SECONDS = 1.0, 0.3
"""How long an address may take to answer: the long look is taken while no clock runs."""


class ScratchGround:
    """Implements :class:`drplan.ports.Ground`; its room is up."""

    where: Literal["scratch"] = "scratch"

    def __init__(
        self, room: ScratchRoom, standing: Standing, isolation: Isolation, accounts: RoomAccounts
    ) -> None:
        self._room, self._standing, self._isolation = room, standing, isolation
        self._accounts = accounts

    def stands_in(self, asset: AnyAsset) -> str | None:
        """Return nothing: what cannot be had for real in a room is excused."""

    def excuse(self, asset: AnyAsset) -> str | None:
        """Say why an asset cannot be rehearsed here.

        A room holds its site's servers and its router; an account's buckets come back in scratch buckets.
        """
        if asset.name in self._standing.holds:
            return None
        if isinstance(asset, AwsAccount):
            return self._accounts.excuse(asset)
        return f"{asset.name} ({asset.kind}): no scratch room of this site can hold it"

    def destroy(self, asset: AnyAsset) -> str:
        """Leave production alone, and say so."""
        return f"{asset.name}: production was left alone; what comes back comes back in a scratch room"

    def blank(self, asset: AnyAsset) -> str:
        """Put a blank machine into the room, or empty scratch buckets into an account."""
        if isinstance(asset, AwsAccount):
            return self._accounts.blank(asset)
        return self._room.blank(asset.name)

    def look_out(self, *, first: bool) -> tuple[tuple[str, ...], str]:
        """Return what leads out of the room, and in words what was looked at. Raises ``DrplanError``."""
        seconds = _FIRST_SECONDS if first else _AGAIN_SECONDS
        faults, told = self._isolation.check(first=first, seconds=seconds)
        more, also = self._accounts.check(first=first)
        return (*faults, *more), "; ".join((told, *also))
