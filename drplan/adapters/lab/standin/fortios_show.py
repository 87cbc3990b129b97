"""What FortiOS shows of itself, and hears at its ports."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.lab.standin.edit_blocks import DEFAULTS, printed, rows
from drplan.adapters.lab.standin.fortios_session import FortiSession
from drplan.adapters.lab.standin.fortios_text import body, shown
from drplan.adapters.lab.standin.heard import Heard, chassis, neighbours


class FortiShowing(FortiSession):
    """What a session shows; the first argument of each method is what its answer is searched for."""

    def show(self, grep: str, full: str | None, path: str | None) -> None:
        """Print what runs, or a section of it."""
        whole = full is not None
        if self.editing.inside and not path:
            end = "next" if self.editing.heading.startswith("edit") else "end"
            inner = rows(self.editing.here, 1, full=whole)
            self.tell("\n".join([self.editing.heading, *inner, end]), grep)
        elif path:
            section = self.tree.section(path.strip())
            self.tell("\n".join(printed(f"config {path.strip()}", section, 0, full=whole)), grep)
        else:
            self.tell(shown(body(self.tree), self.unit, full=whole), grep)

    def get(self, grep: str, path: str) -> None:
        """Print the settings of a section."""
        sets = DEFAULTS.get(path, {}) | self.tree.section(path).sets
        self.tell("\n".join(f"{name:<20}: {text.strip(chr(34))} " for name, text in sets.items()), grep)

    def status(self, grep: str) -> None:
        """Print what it is."""
        self.tell(_STATUS.format(name=self.hostname(), **self.made()), grep)

    def lldp(self, grep: str) -> None:
        """Print LLDP neighbours."""
        self.tell(lldp(neighbours(self.unit)), grep)


def lldp(heard: Sequence[Heard]) -> str:
    """``diagnose lldprx neighbor details`` of FortiOS: each line behind its neighbour's number."""
    return "".join(
        "".join(f"{place} {line}\n" for line in _forti(each).splitlines())
        for place, each in enumerate(heard, 1)
    )


def _forti(each: Heard) -> str:
    return f"""port: 1
port.txt: {each["port"]}
mac: {chassis(each)}
chassis.type: 4
chassis.type.txt: mac
chassis.data: {chassis(each)}
port.id.type: 5
port.id.type.txt: ifname
port.id.data: {each["device_port"]}
ttl: 120
port.desc.data: {each["device_port"]}
system.name.data: {each["device"]}
system.desc.data: {each.get("model", "")}
system.caps.enabled: 4
system.caps.enabled.txt: bridge
address.count: 1
address.1.addr: {each.get("address", "")}
"""


_STATUS = """Version: {model} v{version},build2662,240514 (GA.F)
Security Level: 1
Firmware Signature: certified
Serial-Number: {serial}
BIOS version: 05000016
System Part-Number: P24286-04
Log hard disk: Not available
Hostname: {name}
Operation Mode: NAT
Current virtual domain: root
Max number of virtual domains: 10
Virtual domains status: 1 in NAT mode, 0 in TP mode
Virtual domain configuration: disable
FIPS-CC mode: disable
Current HA mode: standalone
Branch point: 2662
Release Version Information: GA
System time: Mon Nov 20 10:00:00 2023
"""
