"""A configuration of Junos: as it comes from its maker, as it is kept and as it is printed."""

from __future__ import annotations

import re
import time
from typing import Any

from drplan.adapters.lab.standin.brace_text import braces
from drplan.adapters.lab.standin.braces import Tree, paths, put, read, words
from drplan.adapters.lab.standin.unit import Unit


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [f"ge-0/0/{port}" for port in range(8)]
    made = [f"interfaces {port} unit 0 family ethernet-switching" for port in ports]
    tree: Tree = {}
    for line in [
        f"version {settings['version']}",
        "system services ssh",
        "system syslog file messages any notice",
        *made,
        "protocols lldp interface all",
        "protocols rstp interface all",
        "vlans default vlan-id 1",
    ]:
        put(tree, words(line))
    return braces(tree)


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept: it replaces all there was, as ``load override`` does."""
    tree: Tree = {}
    put(tree, ["version", settings["version"]])
    if re.search(r"^\s*set \S", text, flags=re.MULTILINE):
        for line in text.splitlines():
            if line.strip().startswith("set "):
                put(tree, words(line.strip())[1:])
    else:
        for path in paths(text):
            put(tree, path)
    return braces(tree)


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    # Few logins change whom it lets in.
    from drplan.adapters.lab.standin import junos_reach

    return junos_reach.locked(read(text), way_in)


def shown(text: str, unit: Unit) -> str:
    """Return what ``show configuration`` prints of a configuration."""
    return f"## Last commit: {when(unit)} by {unit.settings.get('user', 'admin')}\n{text}"


def when(unit: Unit) -> str:
    """Return when what runs was committed."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(unit.state.get("changed") or 0))
