"""What is meant for one device: what differs, in which order it is told, and whether that may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from drplan.declare import District, NetworkDevice
from drplan.gear import Feature, Platform
from drplan.gear.settled import settled
from drplan.plan.network.change import Comparison, Guarded, WayIn
from drplan.plan.network.compare import compare
from drplan.plan.network.lockout import guard
from drplan.plan.network.render import rendered


@dataclass(frozen=True)
class Proposal:
    """A device's comparison with its baselines, and what the guard says of the lines that would be sent."""

    platform: Platform
    comparison: Comparison
    guarded: Guarded

    @cached_property
    def commands(self) -> tuple[str, ...]:
        """What is typed, in order."""
        return tuple(rendered(self.guarded.lines, self.platform))

    @cached_property
    def rollback(self) -> tuple[str, ...]:
        """What would be typed to take it back by hand."""
        return tuple(rendered(self.comparison.rollback, self.platform))

    @property
    def refused(self) -> tuple[str, ...]:
        """Why nothing is sent: the guard's reasons, or a mark on a platform that cannot go back by itself."""
        if self.guarded.marked and self.platform.confirm.how == "none":
            return (*self.guarded.refused, f"{self.platform.name} cannot take a change back by itself")
        return self.guarded.refused

    @property
    def nothing(self) -> bool:
        """Say whether there is nothing to send."""
        return not self.commands


def propose(platform: Platform, running: str, features: Sequence[Feature], way: WayIn) -> Proposal:
    """Compare, and guard what would be sent."""
    comparison = compare(platform, running, features)
    return Proposal(platform, comparison, guard(platform, comparison.remediation, running, way))


def way_in(district: District, device: NetworkDevice, *, user: str = "", own: str = "") -> WayIn:
    """Return how a device is reached, as far as it is declared; what is not is unknown, and so suspect.

    ``own`` is the address we ourselves come from: declared or not, it must not be shut out.
    """
    arrival = (port.name for port in device.interfaces if port.address.ip == device.address)
    declared = () if district.management is None else district.management.sources
    return WayIn(
        address=str(device.address),
        user=user,
        interface=next(arrival, None),
        sources=(*map(str, declared), *filter(None, [own])),
    )


def same(platform: Platform, one: str, other: str) -> bool:
    """Say whether two running configurations are equal but for what changes by itself."""
    return settled(one, platform) == settled(other, platform)
