"""What devices hear at their ports, printed as each platform prints it.

``neighbours.json`` in a device's folder is a list of objects with ``port``, ``device`` and ``device_port``,
and perhaps ``model``, ``address``, ``chassis`` (a MAC address) and ``cdp`` (heard by CDP; all are by LLDP).
"""

from __future__ import annotations

import json
import re
from typing import Any

from drplan.adapters.lab.standin.unit import Unit

Heard = dict[str, Any]


def neighbours(unit: Unit) -> list[Heard]:
    """Return what a device hears."""
    return [dict(each) for each in json.loads(unit.text("neighbours.json") or "[]")]


def chassis(each: Heard) -> str:
    """Return the MAC address of a neighbour, told by its name when it has none."""
    if each.get("chassis"):
        return str(each["chassis"])
    name = sum(ord(letter) * (place + 1) for place, letter in enumerate(each["device"]))
    return f"00:1c:73:{name >> 16 & 255:02x}:{name >> 8 & 255:02x}:{name & 255:02x}"


def dotted_mac(mac: str) -> str:
    """Return ``001c.7300.0102``."""
    bare = mac.replace(":", "")
    return ".".join((bare[:4], bare[4:8], bare[8:]))


def short(port: str) -> str:
    """Return a Cisco port's short name: ``Gi1/0/1``."""
    return re.sub(r"^([A-Za-z]{2})[A-Za-z-]*", r"\1", port)
