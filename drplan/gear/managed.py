"""What could cut us off from a platform's devices: the rules of its shape, and its own. Pure."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from drplan.gear.platform import Platform
from drplan.gear.platform_read import Management


def managed(platform: Platform) -> Management:
    """Return the rules of a platform's shape of configuration with its own before them."""
    return _joined(platform.management, platform.text.shape)


@cache
def _joined(own: Management, shape: str) -> Management:
    common = _by_shape()[shape]
    several = {
        field: (*getattr(own, field), *getattr(common, field))
        for field in ("never", "cuts", "harmless", "harmless_there", "ssh_off", "ssh_on")
    }
    one = {
        field: getattr(own if field in own.model_fields_set else common, field)
        for field in ("address", "port", "port_list", "users", "list_name", "list_used")
    }
    return Management(**several, **one)


@cache
def _by_shape() -> dict[str, Management]:
    text = files("drplan.gear").joinpath("management.toml").read_text(encoding="utf-8")
    return {shape: Management.model_validate(rules) for shape, rules in tomllib.loads(text).items()}
