"""What FastIron shows of itself, and hears at its ports."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.lab.standin.heard import Heard, chassis, dotted_mac, neighbours
from drplan.adapters.lab.standin.icx_text import shown
from drplan.adapters.lab.standin.indented import IndentedShell


class IcxShowing(IndentedShell):
    """What a session shows."""

    def show_startup(self) -> None:
        """Print what it starts with."""
        self.say(
            shown(self.unit.text("startup"), self.unit).replace(
                "Current", "Startup-config data location is flash memory\n!\nStartup"
            )
        )

    def show_version(self) -> None:
        """Print what it is."""
        self.say(_VERSION.format(**self.made()))

    def show_lldp(self) -> None:
        """Print LLDP neighbours."""
        if not self.tree.find("lldp run") and self.tree.find("no lldp run"):
            self.say("LLDP is not running")
            return
        self.say(lldp(neighbours(self.unit)))


def lldp(heard: Sequence[Heard]) -> str:
    """``show lldp neighbors detail`` of FastIron."""
    parts = [
        f"""Local port: {each["port"].removeprefix("ethernet ")}
  Neighbor: {dotted_mac(chassis(each))}, TTL 108 seconds
    + Chassis ID (MAC address): {dotted_mac(chassis(each))}
    + Port ID (interface name): {each["device_port"]}
    + Time to live: 120 seconds
    + System name         : "{each["device"]}"
    + Port description    : "{each["device_port"]}"
    + System description  : "{each.get("model", "")}"
    + System capabilities : bridge, router
      Enabled capabilities: bridge
    + Management address (IPv4): {each.get("address", "")}
"""
        for each in heard
    ]
    return "\n".join(parts)


_VERSION = """  Copyright (c) Ruckus Networks, Inc. All rights reserved.
    UNIT 1: compiled on Apr 30 2023 at 12:00:00 labeled as SPR{version}
      (29453516 bytes) from Primary SPR{version}.bin
        SW: Version {version}
      Compressed Primary Boot Code size = 786944, Version:10.1.26T225
  HW: Stackable {model}
==========================================================================
UNIT 1: SL 1: {model} POE 48-port Management Module
      Serial  #:{serial}
      Software Package: BASE_SOFT_PACKAGE
==========================================================================
 1000 MHz ARM processor ARMv7 88 MHz bus
 8 MB boot flash memory
    1 GB DRAM
STACKID 1  system uptime is 23 day(s) 4 hour(s) 11 minute(s) 3 second(s)
The system started at 12:00:00 GMT+00 Mon Jan 01 2024
"""
