"""What every FortiGate of the district holds as a device: who may come in, time, logs, SNMP. No policy rules.

Sources: FortiOS 7.4 Administration Guide and CLI reference (system global, admin, interface, ntp, snmp; log
syslogd), CIS FortiGate 7.0.x Benchmark. Written as ``show full-configuration`` prints it.
"""

from __future__ import annotations

from pathlib import Path

from deploys.network.shared import fragments
from deploys.network.shared.fragments import Fragment, all_but
from drplan.gear import Feature, Held

HERE = Path(__file__).parent

TRUSTED_HOSTS = 10
"""An administrator of FortiOS has ten trusted hosts at most."""

FRAGMENTS = (
    Fragment("hostname", spares=all_but()),
    Fragment("last-resort", needs=("last_resort", "last_resort_secret"), spares=all_but()),
    Fragment("aaa", needs=("radius", "radius_secret", "last_resort"), spares=all_but()),
    Fragment("management-access", needs=("management", "interfaces"), spares=all_but()),
    Fragment("ssh-only", spares=all_but()),
    Fragment("time", needs=("time_servers",), spares=all_but()),
    Fragment("logging", needs=("log_servers",), spares=all_but()),
    Fragment("snmp", needs=("management",), spares=all_but()),
    Fragment("banner", needs=("management",), spares=all_but()),
)
TRUSTING = {"last-resort", "aaa"}


def features(held: Held) -> tuple[Feature, ...]:
    """Return what a device is held to; raises ``DeclarationError`` naming the device and the fragment."""
    found = fragments.features(held, HERE, FRAGMENTS)
    management = held.district.management
    if management is None or len(management.sources) <= TRUSTED_HOSTS:
        return found
    why = f"an administrator of FortiOS has {TRUSTED_HOSTS} trusted hosts, and management has more sources"
    return tuple(Feature(each.name, "", left_out=why) if each.name in TRUSTING else each for each in found)
