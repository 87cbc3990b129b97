"""What every Cisco IOS and IOS-XE switch and router of the district holds: one fragment a feature.

Sources: Cisco IOS and IOS-XE command references (Security, Network Management, LAN Switching, Basic System
Management), CIS Cisco IOS XE 17.x Benchmark. Written as ``show running-config`` of IOS-XE 16 and 17 prints
it; defaults, which it does not print, are not written. A line that only replaces another is never owned: its
``no`` would take the new value with it.
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
    Fragment(
        "aaa",
        needs=("radius", "radius_secret", "last_resort"),
        owns=("radius server ",),
    ),
    Fragment("management-access", needs=("management",), spares=all_but("permit", "deny", r"\d+")),
    Fragment("ssh-only", spares=all_but()),
    Fragment("time", needs=("time_servers",), owns=("ntp server ",)),
    Fragment("logging", needs=("log_servers",), owns=("logging host ",)),
    Fragment("snmp", needs=("management",), owns=("snmp-server community ", "snmp-server group ")),
    Fragment("banner", needs=("management",)),
    Fragment("vlans", needs=("vlans",), roles=SWITCHED, spares=all_but()),
    Fragment("ports", needs=("ports",), roles=SWITCHED, spares=all_but("shutdown")),
    Fragment("bpdu-guard", needs=("ports",), roles=PLUGGED, spares=all_but()),
    Fragment("storm-control", needs=("ports",), roles=PLUGGED, spares=all_but()),
)

UNSEEN = "IOS does not show SNMPv3 users in its configuration: whether the user is there cannot be told"


def features(held: Held) -> tuple[Feature, ...]:
    """Return what a device is held to; raises ``DeclarationError`` naming the device and the fragment."""
    found = fragments.features(held, HERE, FRAGMENTS)
    if held.district.management and held.district.management.snmp_user:
        return (*found, Feature("snmp-user", "", left_out=UNSEEN))
    return found
