"""Whether RouterOS, so configured, lets the operator in."""

from __future__ import annotations

from typing import Any

from drplan.adapters.lab.standin.addresses import within
from drplan.adapters.lab.standin.menu_words import Entry
from drplan.adapters.lab.standin.menus import Menus

_SSH = "22"


def locked(menus: Menus, way_in: dict[str, Any]) -> str:
    """Return why not; empty when it does."""
    return _interface(menus, way_in) or _service(menus, way_in) or _rest(menus, way_in)


def _on(entry: Entry) -> bool:
    return entry.get("disabled", "no") != "yes"


def _interface(menus: Menus, way_in: dict[str, Any]) -> str:
    name = str(way_in.get("interface", ""))
    if not name:
        return ""
    faces = [
        entry
        for menu, entries in menus.tables.items()
        if menu.startswith("interface/") and menu.count("/") == 1
        for entry in entries
        if entry.get("name") == name
    ]
    if not any(_on(each) for each in faces):
        return f"{name} is down"
    held = [each for each in menus.table("ip/address") if each.get("interface") == name and _on(each)]
    addresses = {each.get("address", "").split("/")[0] for each in held}
    dhcp = [each for each in menus.table("ip/dhcp-client") if each.get("interface") == name and _on(each)]
    wanted = way_in.get("address")
    if not (dhcp or (wanted in addresses if wanted else addresses)):
        return f"{name} has another address or none"
    return _below(menus, faces[0], way_in)


def _below(menus: Menus, face: Entry, way_in: dict[str, Any]) -> str:
    """Say whether what carries a VLAN, and the port we arrive at, are up."""
    for name in filter(None, (face.get("interface"), way_in.get("port"))):
        lower = [
            entry
            for menu in ("interface/bridge", "interface/ethernet", "interface/bonding")
            for entry in menus.table(menu)
            if entry.get("name") == name
        ]
        if not any(_on(each) for each in lower):
            return f"{name} is down"
    return ""


def _service(menus: Menus, way_in: dict[str, Any]) -> str:
    ssh = next(each for each in menus.table("ip/service") if each["name"] == "ssh")
    if not _on(ssh) or ssh.get("port") != str(way_in.get("ssh_port", _SSH)):
        return "SSH is off, or listens on another port"
    source = str(way_in.get("source", ""))
    allowed = ssh.get("address", "")
    if source and allowed and not any(within(source, each) for each in allowed.split(",")):
        return "SSH takes no login from the operator"
    return _filter(menus, str(way_in.get("interface", "")), source)


def _filter(menus: Menus, name: str, source: str) -> str:
    for rule in menus.table("ip/firewall/filter"):
        if rule.get("chain") == "input" and _on(rule) and _bites(menus, rule, name, source):
            if rule.get("action", "accept") in {"drop", "reject", "tarpit"}:
                return "the firewall's input chain denies the operator"
            if rule.get("action", "accept") == "accept":
                return ""
    return ""


def _bites(menus: Menus, rule: Entry, name: str, source: str) -> bool:
    states = rule.get("connection-state", "new").split(",")
    ports = rule.get("dst-port", _SSH).split(",")
    if "new" not in states or rule.get("protocol", "tcp") != "tcp" or _SSH not in ports:
        return False
    return _is_face(menus, rule, name) and _is_source(menus, rule, source)


def _is_face(menus: Menus, rule: Entry, name: str) -> bool:
    face = rule.get("in-interface", name)
    if name and (face.removeprefix("!") != name) != face.startswith("!"):
        return False
    group = rule.get("in-interface-list", "all")
    members = {
        each.get("interface")
        for each in menus.table("interface/list/member")
        if each.get("list") == group.strip("!")
    }
    return group == "all" or (name in members) != group.startswith("!")


def _is_source(menus: Menus, rule: Entry, source: str) -> bool:
    network, group = rule.get("src-address", ""), rule.get("src-address-list", "")
    if network and source and within(source, network.strip("!")) == network.startswith("!"):
        return False
    if not group or not source:
        return True
    lists = [
        each
        for each in menus.table("ip/firewall/address-list")
        if each.get("list") == group.strip("!") and _on(each)
    ]
    return any(within(source, each.get("address", "")) for each in lists) != group.startswith("!")


def _rest(menus: Menus, way_in: dict[str, Any]) -> str:
    user = str(way_in.get("user", ""))
    if user and not any(each.get("name") == user and _on(each) for each in menus.table("user")):
        return f"user {user} is gone"
    routes = [
        each
        for each in menus.table("ip/route")
        if _on(each) and each.get("gateway") and each.get("dst-address", "0.0.0.0/0") == "0.0.0.0/0"
    ]
    return "no route back to the operator" if way_in.get("remote") and not routes else ""
