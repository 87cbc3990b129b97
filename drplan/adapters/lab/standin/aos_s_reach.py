"""Whether AOS-S, so configured, lets the operator in."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.addresses import number
from drplan.adapters.lab.standin.ports import spread
from drplan.adapters.lab.standin.reach import elsewhere, stranded
from drplan.adapters.lab.standin.tree import Line


def locked(tree: Line, way_in: dict[str, Any]) -> str:
    """Return why not; empty when it does."""
    return _vlan(tree, way_in) or _rest(tree, way_in)


def _vlan(tree: Line, way_in: dict[str, Any]) -> str:
    found = re.fullmatch(r"(?i)vlan ?(\d+)", str(way_in.get("interface", "")))
    if not found:
        return ""
    block = tree.block(f"vlan {found[1]}")
    if block is None:
        return f"VLAN {found[1]} is gone"
    if wrong := elsewhere(f"VLAN {found[1]}", block.value(r"ip address (\S+)"), way_in):
        return wrong
    only = tree.value(r"management-vlan (\d+)")
    return f"VLAN {only} alone manages it" if only and only != found[1] else _port(tree, block, way_in)


def _port(tree: Line, vlan: Line, way_in: dict[str, Any]) -> str:
    port = str(way_in.get("port", ""))
    if not port:
        return ""
    members = spread(vlan.value(r"untagged (\S+)")) + spread(vlan.value(r"tagged (\S+)"))
    block = tree.block(f"interface {port}") or Line("")
    return (
        f"port {port} is down or not in {vlan.text}" if port not in members or block.find("disable") else ""
    )


def _rest(tree: Line, way_in: dict[str, Any]) -> str:
    if tree.find("no ip ssh$"):
        return "SSH is off"
    managers = [each.text.split(" ")[2:4] for each in tree.find("ip authorized-managers ")]
    source = str(way_in.get("source", ""))
    if managers and source and not any(_among(source, *each) for each in managers):
        return "the authorized managers leave the operator out"
    user = str(way_in.get("user", ""))
    named = tree.value(r'password manager user-name "([^"]+)"')
    if user and named and named != user:
        return f"user {user} is gone"
    return stranded(tree, r"ip default-gateway |ip route 0\.0\.0\.0 0\.0\.0\.0 ", way_in)


def _among(source: str, address: str, bits: str = "255.255.255.255") -> bool:
    found = number(bits) if number(bits) >= 0 else number("255.255.255.255")
    return number(source) & found == number(address) & found
