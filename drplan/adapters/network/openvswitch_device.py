"""Open vSwitch as a device: its configuration is a database, changed by ``ovs-vsctl`` and loaded whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NoReturn

from drplan.adapters.access import Access
from drplan.adapters.network.differing import differing
from drplan.adapters.network.openvswitch import (
    change_tables,
    facts_of_switch,
    fetch_tables,
    restore_tables,
)
from drplan.declare import NetworkDevice
from drplan.errors import NoWayBack, SourceError
from drplan.gear import Platform
from drplan.gear.mask import hidden
from drplan.ports.device import DeviceFacts, Neighbour, Refusal


class OpenVswitchDevice:
    """Implements :class:`drplan.ports.device.Device`; each verb logs in anew."""

    def __init__(self, device: NetworkDevice, platform: Platform, access: Access) -> None:
        self._device, self._platform, self._access = device, platform, access

    def facts(self) -> DeviceFacts:
        """Return what the switch says of itself."""
        return facts_of_switch(self._access, self._device)

    def fetch(self) -> str:
        """Return its database, whole and restorable; raises as ``fetch_tables``."""
        return fetch_tables(self._access, self._device)

    def diff(self, intended: str) -> str:
        """Return a unified diff from its tables to ``intended``, secrets masked; empty when they agree."""
        return differing(self.fetch(), intended, self._platform)

    def apply(self, commands: Sequence[str], *, within: timedelta | None = None) -> list[Refusal]:
        """Do each command of ``ovs-vsctl``, as ``add-br br0``; return those that were refused.

        Raises ``NoWayBack`` when it should go back by itself: Open vSwitch has no timer.
        """
        if within is not None:
            self._no_way_back()
        answers = ((each, change_tables(self._access, self._device, each)) for each in commands)
        return [
            Refusal(hidden(command, self._platform), hidden(answer, self._platform))
            for command, answer in answers
            if answer
        ]

    def restore(self, text: str) -> None:
        """Make its database what ``text`` says, all at once or not at all."""
        restore_tables(self._access, self._device, text)

    def confirm(self) -> None:
        """Raise ``NoWayBack``: no change waits to be confirmed."""
        self._no_way_back()

    def rollback(self) -> None:
        """Raise ``NoWayBack``: no change waits to be taken back."""
        self._no_way_back()

    def save(self) -> None:
        """Do nothing: what the database took is on its disk (ovsdb-server(1))."""

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Raise ``SourceError``: the switch hears no neighbours that it would tell."""
        raise SourceError(
            f"{self._device.name} does not listen to its neighbours",
            next_step="look at the other end of its cables",
        )

    def _no_way_back(self) -> NoReturn:
        raise NoWayBack(
            f"{self._device.name}: a change on Open vSwitch does not go back by itself",
            next_step=f"make it at the console of {self._device.name}",
        )
