"""Whether FortiOS, so configured, lets the operator in."""

from __future__ import annotations

from typing import Any

from drplan.adapters.lab.standin.addresses import number, within
from drplan.adapters.lab.standin.edit_blocks import Section, split, unquoted

_SSH = 22


def locked(tree: Section, way_in: dict[str, Any]) -> str:
    """Return why not; empty when it does."""
    return _interface(tree, way_in) or _admin(tree, way_in) or _rest(tree, way_in)


def _interface(tree: Section, way_in: dict[str, Any]) -> str:
    name = str(way_in.get("interface", ""))
    if not name:
        return ""
    face = tree.section("system interface").edits.get(name)
    if face is None or face.value("status") == "down":
        return f"{name} is down"
    address = face.value("ip").split(" ")[0].split("/")[0]
    if not address or (way_in.get("address") and address != way_in["address"]):
        return f"{name} has another address or none"
    return "" if "ssh" in face.value("allowaccess").split() else f"{name} takes no SSH"


def _admin(tree: Section, way_in: dict[str, Any]) -> str:
    user, source = str(way_in.get("user", "")), str(way_in.get("source", ""))
    admin = tree.section("system admin").edits.get(user)
    if not user:
        return ""
    if admin is None:
        return f"user {user} is gone"
    trusted = [text for name, text in admin.sets.items() if name.startswith("trusthost")]
    if trusted and source and not any(within(source, each) for each in trusted):
        return f"user {user} is not trusted from {source}"
    return ""


def _rest(tree: Section, way_in: dict[str, Any]) -> str:
    if tree.section("system global").value("admin-ssh-port") != str(way_in.get("ssh_port", _SSH)):
        return "SSH listens on another port"
    if _denied(tree, str(way_in.get("interface", "")), str(way_in.get("source", ""))):
        return "a local-in policy denies the operator"
    routes = tree.section("router static").edits.values()
    if way_in.get("remote") and not any(_is_default(each) for each in routes):
        return "no route back to the operator"
    return ""


def _is_default(route: Section) -> bool:
    network = route.value("dst").split(" ")[0]
    return route.value("status") == "enable" and (not network or number(network) == 0)


def _denied(tree: Section, name: str, source: str) -> bool:
    for rule in tree.section("firewall local-in-policy").edits.values():
        if _bites(tree, rule, name, source):
            return rule.value("action") != "accept"
    return False


def _bites(tree: Section, rule: Section, name: str, source: str) -> bool:
    services = {unquoted(each) for each in split(rule.sets.get("service", "ALL"))}
    faces = {unquoted(each) for each in split(rule.sets.get("intf", "any"))}
    sources = [unquoted(each) for each in split(rule.sets.get("srcaddr", "all"))]
    if rule.value("status") == "disable" or not services & {"ALL", "SSH"} or not faces & {"any", name}:
        return False
    return not source or any(_holds(tree, each, source) for each in sources)


def _holds(tree: Section, name: str, source: str) -> bool:
    address = tree.section("firewall address").edits.get(name)
    return name == "all" or (address is not None and within(source, address.value("subnet")))
