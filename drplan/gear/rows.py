"""Reading Open vSwitch: its configuration is its database, one row a line here."""

from __future__ import annotations

import json

from drplan.gear.node import Draft, Node, Unreadable
from drplan.gear.platform import Platform
from drplan.gear.tables import rows_of, settled_tables


def read_tables(text: str, platform: Platform) -> Node:
    """Return a database dump's tables, with their rows as they are settled, as JSON.

    Raises ``Unreadable`` for what is no such dump, or did not come whole.
    """
    try:
        rows = rows_of(settled_tables(text))
    except (ValueError, KeyError, TypeError, AttributeError, UnicodeError):
        raise Unreadable(0, f"is no whole dump of {platform.name}'s database") from None
    root = Draft("", 0, block=True)
    for table, named in sorted(rows.items()):
        below = [Draft(json.dumps(row, sort_keys=True), 0) for row in named.values()]
        root.children.append(Draft(table, 0, block=True, children=sorted(below, key=lambda each: each.text)))
    return root.done()
