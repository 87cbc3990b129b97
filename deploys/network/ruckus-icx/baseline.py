"""What every Ruckus ICX switch of the district holds: one fragment a feature.

Sources: RUCKUS FastIron 08.0.95 guides (Security, Management, Layer 2 Switching) and command reference;
DISA's RUCKUS ICX STIG; running configurations that are kept as tests of Oxidized
(github.com/ytti/oxidized). Written as ``show running-config`` of 08.0.95 prints it; later releases join like
ports in one block.

``untagged`` and ``tagged`` add to what is there: a port that is too much in a VLAN is seen, and taken out by
hand.
"""

from __future__ import annotations

from pathlib import Path

from deploys.network.shared import fragments
from deploys.network.shared.fragments import PLUGGED, SWITCHED, Fragment, all_but
from drplan.gear import Feature, Held

HERE = Path(__file__).parent

FRAGMENTS = (
    Fragment("hostname"),
    Fragment("last-resort", needs=("last_resort", "last_resort_secret")),
    Fragment("aaa", needs=("radius", "radius_secret", "last_resort"), owns=("radius-server host ",)),
    Fragment("management-access", needs=("management",), spares=all_but("permit", "deny"), orders=True),
    Fragment("ssh-only", owns=("web-management ",)),
    Fragment("time", needs=("time_servers",), spares=all_but("server ")),
    Fragment("logging", needs=("log_servers",), owns=("logging host ",)),
    Fragment(
        "snmp",
        needs=("management",),
        owns=("snmp-server community ", "snmp-server group ", "snmp-server user "),
    ),
    Fragment("banner", needs=("management",)),
    Fragment("vlans", needs=("vlans",), roles=SWITCHED, spares=all_but()),
    Fragment("ports", needs=("ports",), roles=SWITCHED, spares=all_but("disable")),
    Fragment("bpdu-guard", needs=("ports",), roles=PLUGGED, spares=all_but()),
    Fragment("storm-control", needs=("ports",), roles=PLUGGED, spares=all_but()),
)


def features(held: Held) -> tuple[Feature, ...]:
    """Return what a device is held to; raises ``DeclarationError`` naming the device and the fragment."""
    return fragments.features(held, HERE, FRAGMENTS)
