"""A network device as drplan needs it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from drplan.declare.assets import NetworkDevice


@dataclass(frozen=True)
class Refusal:
    """A command that the device did not take, and its own words, secrets hidden."""

    command: str
    answer: str


@dataclass(frozen=True)
class DeviceFacts:
    """What a device says it is. Empty where it does not say."""

    platform: str
    hostname: str = ""
    model: str = ""
    serial: str = ""
    version: str = ""


@dataclass(frozen=True)
class Neighbour:
    """What a device hears at one of its ports (LLDP, IEEE 802.1AB, or CDP)."""

    port: str
    device: str
    device_port: str
    model: str = ""
    address: str = ""
    forwards: bool | None = None
    """It is a bridge, a router or an access point; ``None`` when it does not say."""


class Device(Protocol):
    """An open session with one device. Every verb raises ``Unreachable`` when the line is cut."""

    def facts(self) -> DeviceFacts:
        """Return what the device says of itself."""
        ...

    def fetch(self) -> str:
        """Return the running configuration, whole and restorable, secrets included.

        Raises ``NotWhole`` when what came is not all of it.
        """
        ...

    def diff(self, intended: str) -> str:
        """Return a unified diff from what runs to ``intended``, secrets masked; empty when they agree."""
        ...

    def apply(self, commands: Sequence[str], *, within: timedelta | None = None) -> list[Refusal]:
        """Send commands in order and return those that were refused; the others count.

        With ``within`` the device goes back by itself unless :meth:`confirm` follows in time. Raises
        ``NoWayBack`` before anything is sent when it cannot promise that.
        """
        ...

    def confirm(self) -> None:
        """Keep a change made ``within`` a time. Call it in a fresh session: that one opened is the proof."""
        ...

    def rollback(self) -> None:
        """Go back now to what ran before a change made ``within`` a time; the line may be cut by it."""
        ...

    def save(self) -> None:
        """Make the running configuration outlast a restart; raises ``SourceError`` when it is not kept."""
        ...

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Return what it hears at its ports; raises ``SourceError`` when it does not listen."""
        ...


class Devices(Protocol):
    """Opens sessions."""

    def open(self, device: NetworkDevice) -> AbstractContextManager[Device]:
        """Open a session, closed at the end whatever happens.

        Raises ``Unreachable``, ``SecretMissing``, or ``UsageError`` for a platform that is not spoken.
        """
        ...
