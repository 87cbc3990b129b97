"""Whether AOS-CX, so configured, lets the operator in."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.addresses import dotted, mask
from drplan.adapters.lab.standin.lists import lets_in
from drplan.adapters.lab.standin.reach import elsewhere, gone, stranded
from drplan.adapters.lab.standin.tree import Line

_LENGTHS = {dotted(mask(length)): length for length in range(33)}


def locked(tree: Line, way_in: dict[str, Any]) -> str:
    """Return why not; empty when it does."""
    return _interface(tree, way_in) or _control_plane(tree, way_in) or _rest(tree, way_in)


def _interface(tree: Line, way_in: dict[str, Any]) -> str:
    name = re.sub(r"^vlan ?(?=\d)", "vlan ", str(way_in.get("interface", "")))
    if not name:
        return ""
    block = tree.block(f"interface {name}")
    if block is None or block.find("shutdown$"):
        return f"{name} is down"
    address = block.value(r"ip (?:address|static) ([\d.]+)") or block.value(r"ip (dhcp)")
    if wrong := elsewhere(name, address, way_in):
        return wrong
    vlan = tree.find(f"{name}$") if name.startswith("vlan ") else [tree]
    return "" if vlan and not vlan[0].find("shutdown$") else f"{name} is gone or down"


def _control_plane(tree: Line, way_in: dict[str, Any]) -> str:
    name = tree.value(r"apply access-list ip (\S+) control-plane")
    source = way_in.get("source", "")
    block = tree.block(f"access-list ip {name}")
    if not name or not source or block is None:
        return ""
    return (
        "" if lets_in([_dotted(each.text) for each in block.lines], source) else f"{name} denies the operator"
    )


def _rest(tree: Line, way_in: dict[str, Any]) -> str:
    vrf = "mgmt" if way_in.get("interface") == "mgmt" else "default"
    if not tree.find(f"ssh server vrf {vrf}$"):
        return f"no SSH server in vrf {vrf}"
    missing = gone(tree, "user {} ", way_in)
    return missing or (stranded(tree, r"ip route 0\.0\.0\.0/0 ", way_in) if vrf == "default" else "")


def _dotted(entry: str) -> str:
    # 10.0.0.0/255.0.0.0 is as good as 10.0.0.0/8 here.
    return re.sub(r"/(255[\d.]+|0\.0\.0\.0)", lambda found: f"/{_LENGTHS.get(found[1], 32)}", entry)
