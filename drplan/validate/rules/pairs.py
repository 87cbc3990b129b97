"""Network devices that take over from each other."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import NetworkDevice
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES


@RULES.add(
    "DRP118",
    "A network device's pair does not hold",
    severity="error",
    why="The two are changed one after the other because one carries on; a pair on paper carries nothing.",
    source="NIST SP 800-53 Rev. 5, CP-8(2), SC-36 and CM-3; CIS Controls v8.1, safeguard 12.2",
    fix="name in pair another network device of the same platform, and name this one in that one's pair",
)
def broken_pair(index: Index) -> Iterator[Flaw]:
    """See that a pair is two network devices of one platform that name each other."""
    for device in index.devices.values():
        if device.pair is not None:
            why = _broken(device, index.devices.get(device.pair))
            if why:
                yield Flaw(index.asset(device.name), f"pair names {device.pair}, {why}")


def _broken(device: NetworkDevice, other: NetworkDevice | None) -> str:
    if other is None:
        return "which is no declared network device"
    if other.name == device.name:
        return "which is the device itself"
    if other.platform != device.platform:
        return f"which runs {other.platform} and not {device.platform}"
    if other.pair != device.name:
        return f"which names {other.pair or 'nobody'} in turn"
    return ""
