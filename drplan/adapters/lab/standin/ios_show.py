"""What Cisco IOS shows of itself, and hears at its ports."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.lab.standin.heard import Heard, chassis, dotted_mac, neighbours, short
from drplan.adapters.lab.standin.indented import IndentedShell


class IosShowing(IndentedShell):
    """What a session shows."""

    def show_startup(self) -> None:
        """Print what it starts with."""
        text = self.unit.text("startup")
        self.say(
            f"Using {len(text)} out of 65536 bytes\n{text}end\n" if text else "startup-config is not present"
        )

    def show_version(self) -> None:
        """Print what it is."""
        self.say(_VERSION.format(name=self.hostname(), **self.made()))

    def show_inventory(self) -> None:
        """Print its parts."""
        self.say(_INVENTORY.format(**self.made()))

    def show_lldp(self) -> None:
        """Print LLDP neighbours."""
        if not self.tree.find("lldp run"):
            self.say("% LLDP is not enabled")
            return
        self.say(lldp(neighbours(self.unit)))

    def show_cdp(self) -> None:
        """Print CDP neighbours."""
        if self.tree.find("no cdp run"):
            self.say("% CDP is not enabled")
            return
        self.say(cdp(neighbours(self.unit)))


def lldp(heard: Sequence[Heard]) -> str:
    """``show lldp neighbors detail`` of IOS."""
    parts = [
        f"""------------------------------------------------
Local Intf: {short(each["port"])}
Chassis id: {dotted_mac(chassis(each))}
Port id: {each["device_port"]}
Port Description: {each["device_port"]}
System Name: {each["device"]}

System Description:
{each.get("model", "")}

Time remaining: 109 seconds
System Capabilities: B,R
Enabled Capabilities: B
Management Addresses:
    IP: {each.get("address", "")}
Auto Negotiation - supported, enabled
Vlan ID: 1

"""
        for each in heard
    ]
    return "".join(parts) + f"\nTotal entries displayed: {len(heard)}\n"


def cdp(heard: Sequence[Heard]) -> str:
    """``show cdp neighbors detail`` of IOS."""
    parts = [
        f"""-------------------------
Device ID: {each["device"]}
Entry address(es):
  IP address: {each.get("address", "")}
Platform: {each.get("model", "")},  Capabilities: Switch IGMP
Interface: {each["port"]},  Port ID (outgoing port): {each["device_port"]}
Holdtime : 142 sec

Version :
{each.get("model", "")}

advertisement version: 2

"""
        for each in heard
        if each.get("cdp")
    ]
    return "".join(parts) + f"\nTotal cdp entries displayed : {len(parts)}\n"


_INVENTORY = """\
NAME: "1", DESCR: "{model}"
PID: {model}  , VID: V01  , SN: {serial}
"""

_VERSION = """\
Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version {version}, RELEASE SOFTWARE (fc1)
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2021 by Cisco Systems, Inc.

ROM: Bootstrap program is C2960X boot loader

{name} uptime is 3 weeks, 2 days, 4 hours, 11 minutes
System returned to ROM by power-on
System image file is "flash:/c2960x-universalk9-mz.152-7.E4.bin"

cisco {model} (APM86XXX) processor (revision A0) with 524288K bytes of memory.
Processor board ID {serial}
Last reset from power-on
2 Virtual Ethernet interfaces
28 Gigabit Ethernet interfaces

Configuration register is 0xF
"""
