"""A configuration of RouterOS: as it comes from its maker, as it is kept and as it is exported."""

from __future__ import annotations

import re
import time
from typing import Any

from drplan.adapters.lab.standin.commanding import read
from drplan.adapters.lab.standin.exporting import export
from drplan.adapters.lab.standin.menus import Menus
from drplan.adapters.lab.standin.unit import Unit


def _ports(settings: dict[str, Any]) -> list[str]:
    return list(settings.get("ports") or [f"ether{port}" for port in range(1, 9)])


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with after ``reset-configuration no-defaults=yes``."""
    return ""


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after a unit with no defaults imported it."""
    return kept(read(text, _ports(settings), str(settings["model"])))


def kept(menus: Menus) -> str:
    """Return all of it, with what an export leaves out."""
    return "".join(f"{line}\n" for line in export(menus, whole=True))


# A port exists once a configuration speaks of it, whichever there are by default.
def _found_ports(text: str) -> list[str]:
    return re.findall(r"find default-name=(\S+) \]", text) + re.findall(r"interface=(ether\d+|sfp\S+)", text)


def read_in(text: str, settings: dict[str, Any] | None) -> Menus:
    """Return the menus of what a device keeps, with the ports that it has."""
    ports = _ports(settings) if settings else []
    return read(
        text, [*ports, *(each for each in dict.fromkeys(_found_ports(text)) if each not in ports)], ""
    )


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    # A port with its maker's settings is in no export, and is there.
    ports = [
        name
        for key in ("interface", "port")
        if (name := str(way_in.get(key, ""))) and f"name={name}" not in text
    ]
    # Few logins change whom it lets in.
    from drplan.adapters.lab.standin import routeros_reach

    return routeros_reach.locked(read_in(text, {"ports": ports or [""]}), way_in)


def shown(text: str, unit: Unit, *, sensitive: bool = True, under: str = "") -> str:
    """Return what ``/export`` prints of a configuration."""
    words_of = unit.settings
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    head = f"# {now} by RouterOS {words_of['version']}\n# software id = ABCD-1234\n#\n"
    made = f"# model = {words_of['model']}\n# serial number = {words_of['serial']}\n"
    lines = export(read_in(text, unit.settings), sensitive=sensitive, under=under)
    return head + made + "".join(f"{line}\n" for line in lines)
