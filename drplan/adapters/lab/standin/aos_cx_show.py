"""What AOS-CX shows of itself, and hears at its ports."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.lab.standin.aos_cx_text import shown
from drplan.adapters.lab.standin.heard import Heard, chassis, neighbours
from drplan.adapters.lab.standin.indented import IndentedShell


class AosCxShowing(IndentedShell):
    """What a session shows."""

    def show_startup(self) -> None:
        """Print what it starts with."""
        text = self.unit.text("startup")
        self.say(shown(text, self.unit) if text else "No startup configuration.")

    def show_system(self) -> None:
        """Print what it is."""
        self.say(_SYSTEM.format(name=self.hostname(), **self.made()))

    def show_version(self) -> None:
        """Print its software."""
        rule = "-" * 77
        self.say(
            f"{rule}\nArubaOS-CX\n{rule}\nVersion      : {self.unit.settings['version']}\n"
            "Active Image : primary\n"
        )

    def show_lldp(self) -> None:
        """Print LLDP neighbours."""
        self.say(lldp(neighbours(self.unit)))


def lldp(heard: Sequence[Heard]) -> str:
    """``show lldp neighbor-info detail`` of AOS-CX."""
    parts = [
        f"""
Port                           : {each["port"]}
Neighbor Entries               : 1
Neighbor Entries Deleted       : 0
Neighbor Entries Dropped       : 0
Neighbor Entries Aged-Out      : 0
Neighbor System-Name           : {each["device"]}
Neighbor System-Description    : {each.get("model", "")}
Neighbor Chassis-ID            : {chassis(each)}
Neighbor Management-Address    : {each.get("address", "")}
Chassis Capabilities Available : Bridge, Router
Chassis Capabilities Enabled   : Bridge
Neighbor Port-ID               : {each["device_port"]}
Neighbor Port-Desc             : {each["device_port"]}
Neighbor Port VLAN ID          : 1
TTL                            : 120
"""
        for each in heard
    ]
    head = "LLDP Neighbor Information \n=========================\n\n"
    return f"{head}Total Neighbor Entries          : {len(heard)}\n" + "".join(parts)


_SYSTEM = """Hostname               : {name}
System Description     : {version}
System Contact         :
System Location        :

Vendor                 : Aruba
Product Name           : {model}
Chassis Serial Nbr     : {serial}
Base MAC Address       : 883a30-000100
ArubaOS-CX Version     : {version}

Time Zone              : UTC

Up Time                : 3 weeks, 2 days, 4 hours, 11 minutes
CPU Util (%)           : 3
Memory Usage (%)       : 21
"""
