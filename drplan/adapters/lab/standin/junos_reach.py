"""Whether Junos, so configured, lets the operator in."""

from __future__ import annotations

from typing import Any

from drplan.adapters.lab.standin.addresses import within
from drplan.adapters.lab.standin.braces import Tree, at, has


def locked(tree: Tree, way_in: dict[str, Any]) -> str:
    """Return why not; empty when it does."""
    return _interface(tree, way_in) or _filters(tree, way_in) or _rest(tree, way_in)


def _interface(tree: Tree, way_in: dict[str, Any]) -> str:
    name = str(way_in.get("interface", ""))
    if not name:
        return ""
    port, _, unit = name.partition(".")
    block = at(tree, "interfaces", port)
    logical = at(block, "unit", unit or "0")
    if "disable" in block or "disable" in logical or not logical:
        return f"{name} is down"
    inet = at(logical, "family", "inet")
    addresses = [each.split("/")[0] for each in at(inet, "address")]
    wanted = way_in.get("address")
    if not ("dhcp" in inet or (wanted in addresses if wanted else addresses)):
        return f"{name} has another address or none"
    vlans = [each for each in at(tree, "vlans").values() if name in each.get("l3-interface", {})]
    return f"{name} is down: it is in no VLAN" if port in {"irb", "vlan"} and not vlans else ""


def _filters(tree: Tree, way_in: dict[str, Any]) -> str:
    source = str(way_in.get("source", ""))
    port, _, unit = str(way_in.get("interface", "")).partition(".")
    places = {("lo0", "0"), (port, unit or "0")} if port else {("lo0", "0")}
    for face, logical in sorted(places):
        inward = at(tree, "interfaces", face, "unit", logical, "family", "inet", "filter", "input")
        for name in inward:
            rules = at(tree, "firewall", "family", "inet", "filter", name) or at(
                tree, "firewall", "filter", name
            )
            if source and not _admits(tree, rules, source):
                return f"filter {name} denies the operator"
    return ""


def _admits(tree: Tree, rules: Tree, source: str) -> bool:
    if not rules:
        return True
    for term in at(rules, "term").values():
        if _matches(tree, at(term, "from"), source):
            return "accept" in at(term, "then")
    return False


def _matches(tree: Tree, wanted: Tree, source: str) -> bool:
    networks = list(at(wanted, "source-address"))
    for name in at(wanted, "source-prefix-list"):
        networks += list(at(tree, "policy-options", "prefix-list", name))
    if networks and not any(within(source, each) for each in networks):
        return False
    if "protocol" in wanted and "tcp" not in wanted["protocol"]:
        return False
    ports = at(wanted, "destination-port") or at(wanted, "port")
    return not ports or bool({"ssh", "22"} & set(ports))


def _rest(tree: Tree, way_in: dict[str, Any]) -> str:
    if not has(tree, "system", "services", "ssh"):
        return "SSH is off"
    user = str(way_in.get("user", ""))
    if user and user != "root" and not has(tree, "system", "login", "user", user):
        return f"user {user} is gone"
    if way_in.get("remote") and not has(tree, "routing-options", "static", "route", "0.0.0.0/0"):
        return "no route back to the operator"
    return ""
