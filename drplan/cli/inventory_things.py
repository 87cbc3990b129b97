"""Everything that has a name, and one of them as an outline."""

from __future__ import annotations

from typing import Any

from drplan.declare import District
from drplan.declare.base import Declared


def everything(district: District) -> list[tuple[str, str, Declared]]:
    """Return kind, name and value of everything that has a name."""
    services = [service for site in district.sites for service in site.services]
    return [
        *(("site", site.code, site) for site in district.sites),
        *(("asset", asset.name, asset) for site in district.sites for asset in site.assets),
        *(("service", service.name, service) for service in services),
        *(("data set", data.name, data) for service in services for data in service.data_sets),
        *(("role", role.name, role) for role in district.roles),
        *(("repository", each.name, each) for each in district.repositories),
        *(("policy", policy.name, policy) for policy in district.policies),
        *(("vendor", vendor.name, vendor) for vendor in district.vendors),
        *(("partner", partner.name, partner) for partner in district.partners),
        *(("scenario", scenario.name, scenario) for scenario in district.scenarios),
        *(("exercise", exercise.name, exercise) for exercise in district.exercises),
        *(("notify", each.name, each) for each in district.notify),
    ]


def outline(value: Any, depth: int = 1) -> list[str]:
    """Write a JSON value as indented lines."""
    indent = "  " * depth
    if isinstance(value, dict):
        return [line for key, each in value.items() for line in _entry(f"{key}:", each, depth)]
    if isinstance(value, list):
        return [line for each in value for line in _entry("-", each, depth)]
    return [f"{indent}{value}"]


def _entry(label: str, value: Any, depth: int) -> list[str]:
    indent = "  " * depth
    if isinstance(value, dict | list) and value:
        return [f"{indent}{label}", *outline(value, depth + 1)]
    shown = "none" if value in (None, [], {}) else value
    return [f"{indent}{label} {shown}"]
