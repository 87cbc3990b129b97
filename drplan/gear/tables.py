"""An Open vSwitch database as text that can be kept, compared byte by byte and loaded again. Pure.

``ovsdb-client backup`` prints two records, a schema and its rows (ovsdb(5): length, SHA-1, JSON). Rows are
named by random UUIDs, sets have no order, and some columns say how things are, not how they shall be. Here
the rows are numbered in the order in which they are reached from the root, sets are sorted, and what the
switch finds out by itself is left out: two switches that were told the same give the same text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

_RECORD = re.compile(rb"OVSDB JSON (?P<length>\d+) (?P<sha1>[0-9a-f]{40})\n")
_RECORDS = 2

# Persistent columns that the switch itself writes: ovs-vswitchd.conf.db(5), "status" of each table.
_FOUND_OUT: Mapping[str, frozenset[str]] = {
    "Open_vSwitch": frozenset(
        {
            *("cur_cfg", "next_cfg", "db_version", "ovs_version", "system_type", "system_version"),
            *("datapath_types", "iface_types", "dpdk_initialized", "dpdk_version", "statistics"),
        }
    ),
    "Bridge": frozenset({"datapath_id", "datapath_version", "status", "rstp_status"}),
    "Port": frozenset({"bond_active_slave", "status", "rstp_status", "statistics", "rstp_statistics"}),
    "Interface": frozenset({"ofport", "error", "mac_in_use", "ifindex", "cfm_flap_count", "cfm_health"}),
    "Controller": frozenset({"is_connected", "role", "status"}),
    "Manager": frozenset({"is_connected", "status"}),
}
_ROOT = "Open_vSwitch"

Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Table to row's UUID to column to value, as RFC 7047 writes values."""


def settled_tables(text: str) -> str:
    """Return a backup as it is kept and compared; settling twice changes nothing.

    Raises ``ValueError`` for what is no backup.
    """
    schema, rows = _read(text)
    try:
        return _record(json.dumps(schema, separators=(",", ":"), sort_keys=True)) + _record(
            json.dumps(_Numbering(_told(rows)).numbered(), indent=1, sort_keys=True)
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def rows_of(text: str) -> Rows:
    """Return a backup's rows; raises ``ValueError`` for what is no backup."""
    return _read(text)[1]


def _read(text: str) -> tuple[dict[str, Any], Rows]:
    content, at = text.encode(), 0
    records: list[dict[str, Any]] = []
    while found := _RECORD.match(content, at):
        at = found.end() + int(found["length"])
        body = content[found.end() : at]
        if hashlib.sha1(body, usedforsecurity=False).hexdigest() != found["sha1"].decode():
            raise ValueError(f"record {len(records) + 1} is not what its checksum says")
        records.append(_loaded(body))
    if len(records) != _RECORDS or content[at:].strip():
        raise ValueError("it is not one schema and its rows")
    rows = {name: rows for name, rows in records[1].items() if not name.startswith("_")}
    named = [row for each in rows.values() for row in (each.values() if isinstance(each, dict) else [None])]
    if not all(isinstance(row, dict) for row in named):
        raise ValueError("a row of it is none")
    if len({name for each in rows.values() for name in each}) != len(named):
        raise ValueError("two rows of it have one UUID")
    return records[0], rows


def _loaded(body: bytes) -> dict[str, Any]:
    try:
        held = json.loads(body)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(held, dict):
        raise ValueError("a record of it is no object")  # noqa: TRY004 - what is read, not how it is called
    return held


def _record(body: str) -> str:
    body += "\n"
    digest = hashlib.sha1(body.encode(), usedforsecurity=False).hexdigest()
    return f"OVSDB JSON {len(body.encode())} {digest}\n{body}"


def _told(rows: Rows) -> Rows:
    """Leave out what the switch finds out by itself, and what says nothing."""
    return {
        table: {
            name: {
                column: value
                for column, value in row.items()
                if column not in _FOUND_OUT.get(table, ()) and value not in (["set", []], ["map", []])
            }
            for name, row in named.items()
        }
        for table, named in rows.items()
        if named
    }


@dataclass
class _Numbering:
    """Numbers rows by where they are reached from: alike for two databases that hold alike."""

    rows: Rows
    _table: dict[str, str] = field(default_factory=dict)
    _alike: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def numbered(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the rows under their numbers, with references and sets in order."""
        self._table = {name: table for table, named in self.rows.items() for name in named}
        for name in sorted(self.rows.get(_ROOT, {})):
            self._reach(name)
        for name in sorted(self._table, key=lambda each: (self._table[each], self._mark(each))):
            self._reach(name)
        done: dict[str, dict[str, dict[str, Any]]] = {}
        for name in sorted(self._numbers, key=self._numbers.__getitem__):
            row = self.rows[self._table[name]][name]
            kept = {column: self._ordered(value, self._named) for column, value in row.items()}
            done.setdefault(self._table[name], {})[str(UUID(int=self._numbers[name]))] = kept
        return done

    def _mark(self, name: str, above: tuple[str, ...] = ()) -> str:
        """Return a digest of a row and all below it; two rows with one digest say the same."""
        if name in above or name not in self._table:
            return ""
        if name not in self._alike:
            row = self.rows[self._table[name]][name]
            told = {
                column: self._ordered(value, lambda each: self._mark(each, (*above, name)))
                for column, value in row.items()
            }
            text = json.dumps([self._table[name], told], sort_keys=True)
            self._alike[name] = hashlib.sha256(text.encode()).hexdigest()
        return self._alike[name]

    def _reach(self, name: str) -> None:
        if name in self._numbers or name not in self._table:
            return
        self._numbers[name] = len(self._numbers) + 1
        row = self.rows[self._table[name]][name]
        for column in sorted(row):
            for each in sorted(_references(row[column]), key=self._mark):
                self._reach(each)

    def _named(self, name: str) -> str:
        return str(UUID(int=self._numbers[name])) if name in self._numbers else name

    def _ordered(self, value: Any, named: Any) -> Any:
        match value:
            case ["uuid", str(name)]:
                return ["uuid", named(name)]
            case ["set" | "map" as kind, list(parts)]:
                kept = [self._ordered(part, named) for part in parts]
                return [kind, sorted(kept, key=lambda part: json.dumps(part, sort_keys=True))]
            case list(parts):
                return [self._ordered(part, named) for part in parts]
            case _:
                return value


def _references(value: Any) -> Iterator[str]:
    match value:
        case ["uuid", str(name)]:
            yield name
        case list(parts):
            for part in parts:
                yield from _references(part)
