"""A configuration of AOS-S: as it comes from its maker, as it is kept and as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drplan.adapters.lab.standin.aos_s_grammar import AosS
from drplan.adapters.lab.standin.tree import Line, natural, ranked, rows
from drplan.adapters.lab.standin.typed import read
from drplan.adapters.lab.standin.unit import Unit

GRAMMAR = AosS()
_ORDER = (
    r"hostname",
    r"module",
    r"include",
    r"encrypt",
    r"console",
    r"max-vlans",
    r"trunk",
    r"crypto",
    r"time|clock",
    r"sntp|ntp|timesync",
    r"no (telnet|web|rest|tftp|autorun)|telnet|web",
    r"logging",
    r"radius|tacacs",
    r"ip default",
    r"ip dns",
    r"ip auth",
    r"ip (?!access|route|ssh)",
    r"ip ssh|no ip",
    r"ip access-list",
    r"ip route",
    r"interface ",
    r"snmp",
    r"aaa",
    r"router",
    r"oobm",
    r"vlan ",
    r"primary|management",
    r"spanning|loop|lldp|cdp|dhcp|arp",
    r"banner",
    r"password",
    r"",
)
_SORTED = ("interface ", "vlan ")
_IN_A_VLAN = (r"name", r"no untagged", r"untagged", r"tagged", r"(no )?ip address", r"")


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [str(port) for port in range(1, 9)]
    listed = ",".join(ports) if settings.get("ports") else f"1-{len(ports)}"
    name = settings["model"]
    faces = [line for port in ports for line in (f"interface {port}", "   exit")]
    return "\n".join(
        [
            f'hostname "{name}"',
            *faces,
            'snmp-server community "public" unrestricted',
            "vlan 1",
            '   name "DEFAULT_VLAN"',
            f"   untagged {listed}",
            "   ip address dhcp-bootp",
            "   exit",
            "",
        ]
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after the device read it on top of its maker's defaults."""
    return printed(read(GRAMMAR, blank(settings) + "\n" + text))


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    # Few logins change whom it lets in.
    from drplan.adapters.lab.standin import aos_s_reach

    return aos_s_reach.locked(read(GRAMMAR, text), way_in)


def printed(tree: Line) -> str:
    """Return a configuration as the switch would read it again."""
    return "\n".join(_body(tree)) + "\n"


def _body(tree: Line) -> Iterator[str]:
    for line in ranked(tree.lines, _ORDER, _SORTED):
        yield line.text
        if not line.opens:
            continue
        if line.text.startswith("ip access-list"):
            line.lines.sort(key=lambda each: natural(each.text))
        if line.text.startswith("vlan "):
            line.lines[:] = ranked(line.lines, _IN_A_VLAN, ())
        yield from rows(line, "   ", 1)
        yield "   exit"


def shown(text: str, unit: Unit) -> str:
    """Return what ``show running-config`` prints of a configuration: no port that nothing is said of."""
    words = unit.settings
    head = f"; {words['model']} Configuration Editor; Created on release #{words['version']}"
    quiet = re.sub(r"^interface \S+\n   exit\n", "", text, flags=re.MULTILINE)
    return (
        f"\nRunning configuration:\n\n{head}\n; Ver "
        f"#14:67.6f.f8.1d.9b.3f.bf.bb.ef.7c.59.fc.6b.fb.9f.fc.ff.ff.37.ef:49\n\n{quiet}\n"
    )
