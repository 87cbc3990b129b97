"""A configuration of AOS-CX: as it comes from its maker, as it is kept and as it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drplan.adapters.lab.standin.aos_cx_grammar import AosCx
from drplan.adapters.lab.standin.tree import Line, ranked, rows
from drplan.adapters.lab.standin.typed import read
from drplan.adapters.lab.standin.unit import Unit

GRAMMAR = AosCx()
_ORDER = (
    r"hostname",
    r"domain",
    r"allow",
    r"user ",
    r"session|cli-session|auto-conf|no auto",
    r"clock|timezone",
    r"vrf ",
    r"ntp",
    r"tacacs",
    r"radius",
    r"aaa",
    r"logging",
    r"ssh",
    r"access-list",
    r"object|class|policy",
    r"vlan ",
    r"spanning-tree",
    r"loop-protect|no lldp|no cdp|lldp|cdp|errdis|qos",
    r"interface mgmt",
    r"apply",
    r"interface lag",
    r"interface \d",
    r"interface loop",
    r"interface vlan",
    r"snmp|snmpv3",
    r"ip dns",
    r"ip ",
    r"router",
    r"banner",
    r"https",
    r"",
)
_SORTED = ("interface ", "vlan ")


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [f"1/1/{port}" for port in range(1, 9)]
    faces = [
        line
        for port in ports
        for line in (f"interface {port}", "    no shutdown", "    no routing", "    vlan access 1")
    ]
    return "\n".join(
        [
            "hostname switch",
            "user admin group administrators password ciphertext AQBapBlank",
            "ntp enable",
            "ssh server vrf default",
            "vlan 1",
            "spanning-tree",
            "interface mgmt",
            "    no shutdown",
            "    ip dhcp",
            *faces,
            "https-server vrf default",
            "",
        ]
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after the device read it on top of its maker's defaults."""
    return printed(read(GRAMMAR, blank(settings) + "\n" + text))


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    # Few logins change whom it lets in.
    from drplan.adapters.lab.standin import aos_cx_reach

    return aos_cx_reach.locked(read(GRAMMAR, text), way_in)


def printed(tree: Line) -> str:
    """Return a configuration as the switch would read it again."""
    return "\n".join(_body(tree)) + "\n"


def _body(tree: Line) -> Iterator[str]:
    for line in ranked(tree.lines, _ORDER, _SORTED):
        yield line.text
        if line.text.startswith("access-list"):
            below = Line("")
            below.lines = sorted(line.lines, key=lambda each: int(each.text.split(" ")[0]))
            yield from rows(below, "    ", 1)
        else:
            yield from rows(line, "    ", 1)


def shown(text: str, unit: Unit) -> str:
    """Return what ``show running-config`` prints of a configuration."""
    top = (
        f"Current configuration:\n!\n!Version ArubaOS-CX {unit.settings['version']}\n!export-password: "
        "default\n"
    )
    return top + text
