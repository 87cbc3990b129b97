"""Which program speaks which platform."""

from __future__ import annotations

import json
import os
from importlib import import_module
from typing import Any

MODULES = {
    "cisco-ios": "ios",
    "aruba-aos-cx": "aos_cx",
    "hpe-procurve": "aos_s",
    "ruckus-icx": "icx",
    "juniper-junos": "junos",
    "fortinet-fortios": "fortios",
    "mikrotik-routeros": "routeros",
}


def module(platform: str) -> Any:
    """Return a platform's module: ``blank``, ``written``, ``shown``, ``locked`` and ``Shell``.

    One that goes back otherwise than by a restart has ``back`` as well.

    Raises ``KeyError`` for a platform that no stand-in speaks.
    """
    return import_module(f"drplan.adapters.lab.standin.{MODULES[platform]}")


def speech(folder: str) -> Any:
    """Return the module for the device in a folder."""
    with open(os.path.join(folder, "settings.json"), encoding="utf-8") as settings:
        return module(json.load(settings)["platform"])
