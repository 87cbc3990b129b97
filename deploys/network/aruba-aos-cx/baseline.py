"""What every Aruba AOS-CX switch of the district holds: one fragment a feature.

Sources: HPE Aruba Networking AOS-CX 10.13 guides (Security, Monitoring, Fundamentals, Layer 2 Bridging, ACLs
and Classifier Policies, SNMP/MIB) and Hardening Guide; running configurations of 10.08 to 10.16 that are kept
as tests of Oxidized (github.com/ytti/oxidized). Written as ``show running-config`` prints it. Management by
the out-of-band port (VRF ``mgmt``) is not held: the access list is on VRF ``default``.
"""

from __future__ import annotations

from pathlib import Path

from deploys.network.shared import fragments
from deploys.network.shared.fragments import PLUGGED, SWITCHED, Fragment, all_but
from drplan.gear import Feature, Held

HERE = Path(__file__).parent

OPEN = ("telnet server ", "https-server vrf ")

FRAGMENTS = (
    Fragment("hostname"),
    Fragment("last-resort", needs=("last_resort", "last_resort_secret")),
    Fragment("aaa", needs=("radius", "radius_secret", "last_resort"), owns=("radius-server host ",)),
    Fragment("management-access", needs=("management",), orders=True),
    Fragment("ssh-only", owns=OPEN, spares=all_but(*OPEN)),
    Fragment("time", needs=("time_servers",), owns=("ntp server ",)),
    Fragment("logging", needs=("log_servers",), owns=(r"logging \d",)),
    Fragment(
        "snmp",
        needs=("management",),
        owns=(
            "snmp-server community ",
            "snmp-server vrf ",
            "snmpv3 user ",
            "snmp-server host .* version v[12]",
        ),
    ),
    Fragment("banner", needs=("management",)),
    Fragment("vlans", needs=("vlans",), roles=SWITCHED, spares=all_but()),
    Fragment("ports", needs=("ports",), roles=SWITCHED, spares=all_but()),
    Fragment("unused-ports", needs=("ports",), roles=SWITCHED, spares=all_but("no shutdown")),
    Fragment("bpdu-guard", needs=("ports",), roles=PLUGGED, spares=all_but()),
    Fragment("storm-control", needs=("ports",), roles=PLUGGED, spares=all_but()),
)


def features(held: Held) -> tuple[Feature, ...]:
    """Return what a device is held to; raises ``DeclarationError`` naming the device and the fragment."""
    return fragments.features(held, HERE, FRAGMENTS)
