"""What every FRR router of the district holds. Edit it; ``drplan deploy plan`` shows what would change.

Addresses are not here: on FRR they belong to the system below it.
"""

from __future__ import annotations

from drplan.declare import Interface, NetworkDevice

SMALLEST_SHARED_LINK = 29
"""A /30 or /31 joins two routers and nobody else."""


def is_uplink(device: NetworkDevice, interface: Interface) -> bool:
    """Say whether a port joins exactly two routers and takes part in routing."""
    network = interface.address.network
    return network.prefixlen > SMALLEST_SHARED_LINK and network in device.routing


def of_interface(device: NetworkDevice, interface: Interface) -> list[str]:
    """Return one port's section: a cut uplink is noticed after four seconds, no router is met elsewhere."""
    lines = [f"interface {interface.name}", f" description {interface.description}"]
    if is_uplink(device, interface):
        return [
            *lines,
            " ip ospf network point-to-point",
            " ip ospf hello-interval 1",
            " ip ospf dead-interval 4",
        ]
    return [*lines, " ip ospf passive"] if interface.address.network in device.routing else lines


def of_routing(device: NetworkDevice) -> list[str]:
    """Return the OSPF section, or nothing when the device takes no part in routing."""
    if not device.routing:
        return []
    return [
        "router ospf",
        f" ospf router-id {device.address}",
        " log-adjacency-changes detail",
        # A district's few routers bear to hear of every change at once; FRR's defaults wait seconds.
        " timers throttle lsa all 0",
        " timers lsa min-arrival 0",
        *(f" network {network} area 0" for network in device.routing),
    ]


def configuration(device: NetworkDevice) -> str:
    """Return the configuration this baseline wants, in the words of ``show running-config``."""
    lines = [
        f"hostname {device.name}",
        "service password-encryption",
        "log syslog informational",
        "log timestamp precision 3",
    ]
    for interface in device.interfaces:
        lines += of_interface(device, interface)
    return "\n".join([*lines, *of_routing(device), ""])
