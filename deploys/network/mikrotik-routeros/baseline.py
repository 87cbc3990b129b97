"""What every RouterOS 7 router and switch of the district holds: one fragment a feature.

Sources: help.mikrotik.com (Services, SNMP, NTP, Log, RADIUS, User AAA, Bridging and Switching) and exports of
7.10 to 7.18 that are kept as tests of Oxidized (github.com/ytti/oxidized). Written as ``/export
show-sensitive`` prints it: parameters in the alphabet's order, defaults left out. Users are not exported, so
the account of last resort cannot be told; only some models limit storms, and none holds it in common.

Ports are those of the bridge called ``bridge``, as RouterOS makes it by default.
"""

from __future__ import annotations

from pathlib import Path

from deploys.network.shared import fragments
from deploys.network.shared.fragments import SWITCHED, Fragment, all_but
from drplan.gear import Feature, Held

HERE = Path(__file__).parent

FRAGMENTS = (
    Fragment("hostname", spares=all_but()),
    Fragment("aaa", needs=("radius", "radius_secret"), spares=all_but()),
    Fragment("management-access", needs=("management",), spares=all_but()),
    Fragment("ssh-only", spares=all_but()),
    Fragment("time", needs=("time_servers",), spares=all_but()),
    Fragment("logging", needs=("log_servers",), spares=all_but()),
    Fragment("snmp", needs=("snmp_user",), spares=all_but()),
    Fragment("banner", needs=("management",), spares=all_but()),
    Fragment("ports", needs=("ports",), roles=SWITCHED, spares=all_but()),
)

UNSEEN = "RouterOS does not export its users: whether the account of last resort is there cannot be told"


def features(held: Held) -> tuple[Feature, ...]:
    """Return what a device is held to; raises ``DeclarationError`` naming the device and the fragment."""
    return (*fragments.features(held, HERE, FRAGMENTS), Feature("last-resort", "", left_out=UNSEEN))
