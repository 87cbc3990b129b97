"""A configuration of FastIron: as it comes from its maker, as it is kept and as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drplan.adapters.lab.standin.icx_grammar import Icx
from drplan.adapters.lab.standin.tree import Line, ranked
from drplan.adapters.lab.standin.typed import read
from drplan.adapters.lab.standin.unit import Unit

GRAMMAR = Icx()
_ORDER = (
    r"stack",
    r"global",
    r"lag ",
    r"vlan ",
    r"aaa",
    r"boot",
    r"default-vlan",
    r"enable",
    r"hostname",
    r"ip (?!access)",
    r"no ",
    r"ip access-list",
    r"logging",
    r"username",
    r"snmp",
    r"radius|tacacs",
    r"clock",
    r"ntp",
    r"web",
    r"banner",
    r"ssh",
    r"router",
    r"interface eth",
    r"interface man",
    r"interface lag",
    r"interface loop",
    r"interface ve",
    r"lldp",
    r"",
)
_SORTED = ("interface ", "vlan ")
_IN_A_VLAN = (r"tagged", r"untagged", r"router-interface", r"")


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [f"1/1/{port}" for port in range(1, 9)]
    faces = [f"interface ethernet {port.removeprefix('ethernet ')}" for port in ports]
    return "\n".join(
        [
            "stack unit 1",
            "  module 1 icx7150-48p-poe-port-management-module",
            "vlan 1 name DEFAULT-VLAN by port",
            *faces,
            "",
        ]
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after the device read it on top of its maker's defaults."""
    return printed(read(GRAMMAR, blank(settings) + "\n" + text))


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    # Few logins change whom it lets in.
    from drplan.adapters.lab.standin import icx_reach

    return icx_reach.locked(read(GRAMMAR, text), way_in)


def printed(tree: Line) -> str:
    """Return a configuration as the switch would read it again."""
    return "\n".join(_body(tree)) + "\n"


def _body(tree: Line) -> Iterator[str]:
    for line in ranked(tree.lines, _ORDER, _SORTED):
        yield line.text
        below = ranked(line.lines, _IN_A_VLAN, ()) if line.text.startswith("vlan ") else line.lines
        for each in below:
            yield f"{'  ' if line.text.startswith('stack') else ' '}{each.text}"
        if line.opens:
            yield "!"


def shown(text: str, unit: Unit) -> str:
    """Return what ``show running-config`` prints of a configuration: no port that nothing is said of."""
    quiet = re.sub(r"^interface ethernet \S+\n!\n", "", text, flags=re.MULTILINE)
    return f"Current configuration:\n!\nver {unit.settings['version']}\n!\n{quiet}!\n!\nend\n"
