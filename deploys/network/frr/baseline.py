"""What every FRR router of the district holds; ``drplan deploy plan`` shows what an edit would change.

Addresses are not here: on FRR they belong to the system below it. So do SSH, time and who may come in: FRR's
own shell is reached through that system. Source: docs.frrouting.org (zebra, ospfd, basic commands).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from deploys.network.shared import fragments
from deploys.network.shared.fragments import Fragment
from drplan.declare import Interface, NetworkDevice
from drplan.declare.lookup import network_devices
from drplan.gear import Feature, Held
from drplan.plan.network.peers import announced, peers

HERE = Path(__file__).parent

SMALLEST_SHARED_LINK = 29
"""A /30 or /31 joins two routers and nobody else."""

SYSTEM = Fragment("system", owns=("hostname ", "(no )?service ", "log "))
ROUTING = Fragment("router ospf", fragment="routing")
BGP = Fragment("router bgp", fragment="bgp")
INTERFACE = Fragment("interface", spares=("ip address ", "ipv6 address "))


def is_uplink(device: NetworkDevice, interface: Interface) -> bool:
    """Say whether a port joins exactly two routers and takes part in routing."""
    network = interface.address.network
    return network.prefixlen > SMALLEST_SHARED_LINK and network in device.routing


def features(held: Held) -> tuple[Feature, ...]:
    """Return the system's lines, each declared port, and the protocols that the device takes part in."""
    routing = (ROUTING,) if held.device.routing else ()
    near = peers(held.device, network_devices(held.district))
    given = {"peers": near, "announced": announced(held.device, near)}
    return (
        *fragments.features(held, HERE, (SYSTEM,)),
        *(_of_interface(held, each) for each in held.device.interfaces),
        *fragments.features(held, HERE, routing),
        *(fragments.features(held, HERE, (BGP,), given) if near else ()),
    )


def _of_interface(held: Held, interface: Interface) -> Feature:
    given = {
        "interface": interface,
        "uplink": is_uplink(held.device, interface),
        "routed": interface.address.network in held.device.routing,
    }
    (feature,) = fragments.features(held, HERE, (INTERFACE,), given)
    return replace(feature, name=f"interface {interface.name}")
