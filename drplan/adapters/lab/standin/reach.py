"""What keeps an operator out alike on every device; ``way_in`` is described in ``raised.StandIn``.

Each function returns why not, empty when it is not for that.
"""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.lists import admits
from drplan.adapters.lab.standin.tree import Line


def elsewhere(name: str, address: str, way_in: dict[str, Any]) -> str:
    """Say so when an interface lacks the address that we come to."""
    if not address or (way_in.get("address") and address != way_in["address"]):
        return f"{name} has another address or none"
    return ""


def denied(tree: Line, group: str, way_in: dict[str, Any]) -> str:
    """Say so when an access list of that name denies us."""
    source = str(way_in.get("source", ""))
    return f"{group} denies the operator" if group and source and not admits(tree, group, source) else ""


def gone(tree: Line, login: str, way_in: dict[str, Any]) -> str:
    """Say so when our user is not there. ``login``: the pattern of a user's line, with a place for a name."""
    user = str(way_in.get("user", ""))
    return f"user {user} is gone" if user and not tree.find(login.format(re.escape(user))) else ""


def stranded(tree: Line, routes: str, way_in: dict[str, Any]) -> str:
    """Say so when we need a default route and there is none that matches ``routes``."""
    return "no route back to the operator" if way_in.get("remote") and not tree.find(routes) else ""
