"""Tables that GAM printed of a Google Workspace (``.csv``): users, groups, members, org units."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from .content import Content, in_words, stale
from .csv_rows import Rows
from .fault import Fault
from .sums import Sum

_DAYS = 4.0
_KEYS = (
    ("primaryEmail",),
    ("group", "email"),
    ("orgUnitPath",),
    ("email",),
    ("Email",),
    ("id",),
    ("deviceId",),
)
"""What tells records apart, by the first of these that a table has; else a whole row."""


def read(folder: str, source: Mapping[str, Any]) -> Content:
    """Read every table; ``Fault`` for one that breaks off, and where there is none."""
    names = sorted(name for name in os.listdir(folder) if name.endswith(".csv"))
    if not names:
        raise Fault("source-empty", f"{folder} holds no table (.csv)")
    content, troubles = Content(), []
    for name in names:
        rows = Rows(folder, name)
        counted, twice = _counted(rows)
        content.entries[f"table {name}"] = {"rows": counted.count, "checksum": counted.checksum}
        if not counted.count:
            troubles.append(f"{name} holds no record")
        if twice:
            troubles.append(f"{name} holds {twice} records twice")
    content.newest = max(os.stat(os.path.join(folder, name)).st_mtime for name in names)
    content.doubts = [*in_words("tables", troubles), *stale(content.newest, source, _DAYS)]
    content.watched = tuple(content.entries)
    return content


def _counted(rows: Rows) -> tuple[Sum, int]:
    at = [rows.columns.index(each) for each in _key_of(rows.columns)]
    counted, known = Sum(), set[tuple[str, ...]]()
    for row in rows:
        counted.add(rows.as_bytes(row))
        known.add(tuple(row[each].lower() for each in at))
    return counted, counted.count - len(known)


def _key_of(columns: Sequence[str]) -> Sequence[str]:
    return next((key for key in _KEYS if {*key} <= {*columns}), columns)
