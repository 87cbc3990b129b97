"""What every Junos switch and router of the district holds: one fragment a feature.

Sources: Juniper's Junos OS user guides (User Access and Authentication, Network Management, Time Management,
Ethernet Switching with ELS, Spanning-Tree Protocols, Routing Policies and Firewall Filters). Written as
``show configuration`` prints it. Passwords of accounts and SNMPv3 keys are printed under other words than
they are typed under (``plain-text-password``, ``authentication-password``): what holds them is left out.
"""

from __future__ import annotations

from pathlib import Path

from deploys.network.shared import fragments
from deploys.network.shared.fragments import PLUGGED, SWITCHED, Fragment, all_but
from drplan.gear import Feature, Held

HERE = Path(__file__).parent

FRAGMENTS = (
    Fragment("hostname", spares=all_but()),
    Fragment("aaa", needs=("radius", "radius_secret", "last_resort"), spares=all_but()),
    Fragment("management-access", needs=("management",), spares=all_but()),
    Fragment("ssh-only", spares=all_but("telnet", "ftp", "finger", "web-management")),
    Fragment("time", needs=("time_servers",), spares=all_but()),
    Fragment("logging", needs=("log_servers",), spares=all_but()),
    Fragment("snmp", needs=("snmp_user",), spares=all_but("community ")),
    Fragment("banner", needs=("management",), spares=all_but()),
    Fragment("vlans", needs=("vlans",), roles=SWITCHED, spares=all_but()),
    Fragment("ports", needs=("ports",), roles=SWITCHED, spares=all_but("disable;")),
    Fragment("bpdu-guard", needs=("ports",), roles=PLUGGED, spares=all_but()),
    Fragment("storm-control", needs=("ports",), roles=PLUGGED, spares=all_but()),
)

UNSEEN = "Junos prints passwords under other words than they are typed under: make the account at the console"


def features(held: Held) -> tuple[Feature, ...]:
    """Return what a device is held to; raises ``DeclarationError`` naming the device and the fragment."""
    return (*fragments.features(held, HERE, FRAGMENTS), Feature("last-resort", "", left_out=UNSEEN))
