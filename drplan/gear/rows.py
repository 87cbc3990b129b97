"""Reading Open vSwitch: its configuration is its database, one row a line here."""

from __future__ import annotations

import json
from typing import Any

from drplan.gear.node import Draft, Node, Unreadable
from drplan.gear.platform import Platform

_UNNAMED = "_"


def read_tables(text: str, platform: Platform) -> Node:
    """Return the tables of a database dump (``ovsdb-client backup``) with their rows as sorted JSON.

    The first line of a transaction is OVSDB's own; the second is JSON and holds the rows by their number.
    Raises ``Unreadable`` for what is no such dump.
    """
    root = Draft("", 0, block=True)
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or not lines[0].startswith("OVSDB JSON "):
        raise Unreadable(1, f"is not how a dump of {platform.name} begins")
    for number, line in enumerate(lines, 1):
        if line.startswith("OVSDB JSON "):
            continue
        for table, rows in sorted(_document(line, number).items()):
            if not table.startswith(_UNNAMED) and isinstance(rows, dict):
                root.children.append(_table(table, rows, number))
    return root.done()


def _document(line: str, number: int) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError as error:
        raise Unreadable(number, "is no JSON: the dump did not come whole") from error
    # The first document is the schema, and says nothing of this switch.
    return said if isinstance(said, dict) and "tables" not in said else {}


def _table(name: str, rows: dict[str, Any], number: int) -> Draft:
    said = sorted(json.dumps(row, sort_keys=True) for row in rows.values())
    return Draft(name, number, block=True, children=[Draft(row, number) for row in said])
