"""Whether Cisco IOS, so configured, lets the operator in."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.lists import admits
from drplan.adapters.lab.standin.reach import denied, elsewhere, gone, stranded
from drplan.adapters.lab.standin.tree import Line


def locked(tree: Line, way_in: dict[str, Any]) -> str:
    """Return why not; empty when it does. ``way_in`` is described in ``raised.StandIn``."""
    return (
        _interface(tree, way_in)
        or _port(tree, way_in)
        or _transport(tree, way_in)
        or gone(tree, "username {}( |$)", way_in)
        or stranded(tree, r"ip default-gateway |ip route 0\.0\.0\.0 0\.0\.0\.0 ", way_in)
    )


def _interface(tree: Line, way_in: dict[str, Any]) -> str:
    name = way_in.get("interface", "")
    if not name:
        return ""
    block = next((each for each in tree.lines if each.text.lower() == f"interface {name}".lower()), None)
    if block is None or block.find("shutdown$"):
        return f"{name} is down"
    if wrong := elsewhere(name, block.value(r"ip address (\S+)"), way_in):
        return wrong
    vlan = re.fullmatch(r"vlan(\d+)", name.lower())
    if vlan and vlan[1] != "1" and not tree.find(f"vlan {vlan[1]}$"):
        return f"{name} is down: its VLAN is gone"
    return denied(tree, block.value(r"ip access-group (\S+) in"), way_in)


def _port(tree: Line, way_in: dict[str, Any]) -> str:
    name = way_in.get("port", "")
    block = next((each for each in tree.lines if each.text.lower() == f"interface {name}".lower()), None)
    if not name or block is None:
        return ""
    return f"{name} is down" if block.find("shutdown$") else ""


def _transport(tree: Line, way_in: dict[str, Any]) -> str:
    source = way_in.get("source", "")
    for line in tree.find("line vty"):
        taken = line.value(r"transport input (.*)") or "all"
        group = line.value(r"access-class (\S+) in")
        if re.search(r"\b(ssh|all)\b", taken) and (not group or not source or admits(tree, group, source)):
            return ""
    return "no vty line takes SSH from the operator"
