"""Whether Cisco IOS, so configured, lets the operator in."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.lists import admits
from drplan.adapters.lab.standin.tree import Line


def locked(tree: Line, way_in: dict[str, Any]) -> str:
    """Return why not; empty when it does. ``way_in`` is described in ``raised.StandIn``."""
    return (
        _interface(tree, way_in)
        or _port(tree, way_in)
        or _transport(tree, way_in)
        or _user(tree, way_in)
        or _route(tree, way_in)
    )


def _interface(tree: Line, way_in: dict[str, Any]) -> str:
    name = way_in.get("interface", "")
    if not name:
        return ""
    block = next((each for each in tree.lines if each.text.lower() == f"interface {name}".lower()), None)
    if block is None or block.find("shutdown$"):
        return f"{name} is down"
    address = block.value(r"ip address (\S+)")
    if not address or (way_in.get("address") and address != way_in["address"]):
        return f"{name} has another address or none"
    vlan = re.fullmatch(r"vlan(\d+)", name.lower())
    if vlan and vlan[1] != "1" and not tree.find(f"vlan {vlan[1]}$"):
        return f"{name} is down: its VLAN is gone"
    group = block.value(r"ip access-group (\S+) in")
    source = way_in.get("source", "")
    return f"{group} denies the operator" if group and source and not admits(tree, group, source) else ""


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


def _user(tree: Line, way_in: dict[str, Any]) -> str:
    user = way_in.get("user", "")
    return f"user {user} is gone" if user and not tree.find(rf"username {re.escape(user)}( |$)") else ""


def _route(tree: Line, way_in: dict[str, Any]) -> str:
    if way_in.get("remote") and not tree.find(r"ip default-gateway |ip route 0\.0\.0\.0 0\.0\.0\.0 "):
        return "no route back to the operator"
    return ""
