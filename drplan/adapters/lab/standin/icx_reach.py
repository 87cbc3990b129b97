"""Whether FastIron, so configured, lets the operator in."""

from __future__ import annotations

from typing import Any

from drplan.adapters.lab.standin.ports import from_to
from drplan.adapters.lab.standin.reach import denied, elsewhere, gone, stranded
from drplan.adapters.lab.standin.tree import Line


def locked(tree: Line, way_in: dict[str, Any]) -> str:
    """Return why not; empty when it does."""
    return _interface(tree, way_in) or _rest(tree, way_in)


def _interface(tree: Line, way_in: dict[str, Any]) -> str:
    name = str(way_in.get("interface", ""))
    if not name:
        return ""
    block = tree.block(f"interface {name}")
    if block is None or block.find("disable$"):
        return f"{name} is down"
    if wrong := elsewhere(name, block.value(r"ip address ([\d.]+)"), way_in):
        return wrong
    vlans = [each for each in tree.find(r"vlan \d") if each.find(f"router-interface {name}$")]
    if name.startswith("ve ") and not vlans:
        return f"{name} is down: it is in no VLAN"
    group = block.value(r"ip access-group (\S+) in")
    return denied(tree, group, way_in) or _port(tree, vlans, way_in)


def _port(tree: Line, vlans: list[Line], way_in: dict[str, Any]) -> str:
    port = str(way_in.get("port", "")).removeprefix("ethernet ")
    if not port:
        return ""
    members = [each for vlan in vlans for line in vlan.find("(un)?tagged") for each in from_to(line.text)]
    block = tree.block(f"interface ethernet {port}") or Line("")
    return f"port {port} is down or in another VLAN" if port not in members or block.find("disable$") else ""


def _rest(tree: Line, way_in: dict[str, Any]) -> str:
    if tree.find("no crypto key|crypto key zeroize|no ip ssh"):
        return "SSH is off"
    return (
        denied(tree, tree.value(r"ssh access-group (\S+)"), way_in)
        or gone(tree, "username {} ", way_in)
        or stranded(tree, r"ip default-gateway |ip route 0\.0\.0\.0/0 ", way_in)
    )
