"""What every HPE Aruba AOS-S (ProCurve) switch of the district holds: one fragment a feature.

Sources: ArubaOS-Switch 16.11 guides (Access Security, Management and Configuration, Advanced Traffic
Management) and Hardening Guide. Written as ``show running-config`` of 16.x prints it without
``include-credentials``: passwords and keys are not in it, so what holds them is left out.

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
    Fragment("aaa", needs=("radius", "last_resort")),
    Fragment("management-access", needs=("management",), owns=("ip authorized-managers ",)),
    Fragment("ssh-only"),
    Fragment("time", needs=("time_servers",), owns=("sntp server ",)),
    Fragment("logging", needs=("log_servers",), owns=(r"logging \d",)),
    Fragment("snmp", needs=("management",), owns=("snmp-server community ",)),
    Fragment("banner", needs=("management",)),
    Fragment("vlans", needs=("vlans",), roles=SWITCHED, spares=all_but()),
    Fragment("ports", needs=("ports",), roles=SWITCHED, spares=all_but("disable")),
    Fragment("bpdu-guard", needs=("ports",), roles=PLUGGED),
    Fragment("storm-control", needs=("ports",), roles=PLUGGED, spares=all_but()),
)

UNSEEN = "AOS-S does not show passwords and keys in its configuration: whether they are there cannot be told"


def features(held: Held) -> tuple[Feature, ...]:
    """Return what a device is held to; raises ``DeclarationError`` naming the device and the fragment."""
    return (*fragments.features(held, HERE, FRAGMENTS), Feature("last-resort", "", left_out=UNSEEN))
