"""What is typed at the console of each platform, from its own file: nothing is guessed, nothing secret.

What the declaration does not say stays in <angle brackets>, for the operator to fill in.
"""

from __future__ import annotations

from ipaddress import IPv4Interface

from drplan.declare import NetworkDevice
from drplan.gear import PLATFORMS, Platform
from drplan.gear.loading import file_of


def platform_of(device: NetworkDevice) -> Platform | None:
    """Return what is known of a device's platform; ``None`` for one whose words drplan does not know."""
    return PLATFORMS.get(device.platform)


def title_of(device: NetworkDevice) -> str:
    """Return the platform as its maker calls it."""
    known = platform_of(device)
    return known.pack.title if known else device.platform


def kept_file(device: NetworkDevice) -> str:
    """Return what the file with its configuration is called in a recovery point."""
    known = platform_of(device)
    return file_of(device, known) if known else "running-config.txt"


def typed(
    commands: tuple[str, ...], device: NetworkDevice, *, address: str, gateway: str = "", vlan: str = ""
) -> tuple[str, ...]:
    """Fill in commands of a pack. ``address`` is the device's with its prefix, when that is known."""
    known = {"name": device.name, "address": str(device.address), "file": kept_file(device)}
    if "/" in address:
        network = IPv4Interface(address).network
        known |= {"mask": str(network.netmask), "prefix": str(network.prefixlen)}
    known |= {name: value for name, value in (("gateway", gateway), ("vlan", vlan)) if value}
    return tuple(_filled(command, known) for command in commands)


def _filled(command: str, known: dict[str, str]) -> str:
    for word in ("name", "address", "file", "mask", "prefix", "gateway", "vlan"):
        command = command.replace(f"{{{word}}}", known.get(word, f"<{word}>"))
    return command
