"""A recovery point of a DynamoDB table: a backup that AWS keeps, and an index with items that restic keeps.

Nothing shows a table at one moment but AWS's own backup, and that shows no items. So the items are read
before it and after it: those that are the same both times are what the backup holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from drplan.adapters.aws import table as tables
from drplan.adapters.aws.items import Facts, Item, entry_of, facts_of, item_in, key_in, line_of
from drplan.adapters.aws.waiting import Awaited, wait_for
from drplan.declare.aws_data import DynamoTable
from drplan.errors import SourceError

FORMAT = "drplan/dynamo-table/1"

_MADE = ("AttributeDefinitions", "KeySchema", "ProvisionedThroughput", "SSEDescription", "ttl", "tags")


@dataclass(frozen=True)
class TablePoint:
    """What restic keeps of a table: ``head`` is how it was made and where its backup is, ``lines`` items."""

    head: Mapping[str, Any]
    lines: Sequence[str]

    @property
    def keys(self) -> list[str]:
        """The names of the key's attributes."""
        return tables.keys_of(self.head["made"])

    @property
    def whole(self) -> bool:
        """Whether every item is in it."""
        return bool(self.head["kept"] == "whole")

    def text(self) -> str:
        """Return it as it is kept: a line of JSON, then an item a line."""
        first = json.dumps(self.head, sort_keys=True, separators=(",", ":"), default=str)
        return "\n".join((first, *self.lines, ""))

    def entries(self, found: Mapping[str, Facts]) -> dict[str, Facts]:
        """Return the manifest: how the table is made, and of the items ``found`` those that stood still."""
        moved = set(self.head["moved"])
        held = {name: facts for name, facts in found.items() if name not in moved}
        counted = {"table items": _count(found)} if self.whole and not moved else {}
        return {**tables.structure(self.head["made"]), **counted, **held}


def _count(found: Mapping[str, Facts]) -> Facts:
    return {"type": "items", "count": len(found)}


def point_in(text: str) -> TablePoint:
    """Read what was kept."""
    # JSON leaves other characters in a text that end a line for splitlines.
    first, *lines = text.rstrip("\n").split("\n")
    return TablePoint(json.loads(first), lines)


def itemised(point: TablePoint) -> dict[str, Facts]:
    """Return what the kept lines themselves tell of each item."""
    return {entry_of(item_in(line), point.keys): facts_of(line) for line in point.lines}


def captured(client: Any, source: DynamoTable, name: str) -> tuple[TablePoint, dict[str, Facts]]:
    """Back the table up under ``name`` and read its items around it; returns the point and its manifest.

    Raises ``SourceError`` when no item stood still, or the table outgrew its limit meanwhile.
    """
    made = tables.described(client, source.table)
    keys = tables.keys_of(made)
    # AWS counts a table's bytes every six hours only, and a line of JSON is never shorter than its item.
    surely_large = int(made.get("TableSizeBytes") or 0) > source.whole_up_to
    before = None if surely_large else tables.digests(client, source.table, keys, source.whole_up_to)
    kept: Literal["whole", "sample"] = "whole"
    chosen: list[dict[str, Any]] = []
    if before is None:
        drawn = tables.sample(client, source.table)
        _refuse_emptied(source.table, drawn)
        kept, chosen = "sample", [key_in(each, keys) for each in drawn]
        before = {entry_of(each, keys): str(facts_of(line_of(each))["sha256"]) for each in drawn}
    arn = _backed_up(client, source.table, name)
    whole = kept == "whole"
    items = tables.items(client, source.table) if whole else tables.fetched(client, source.table, chosen)
    lines, found = _read(items, keys, source.table, source.whole_up_to if whole else None)
    moved = _moved(before, found)
    _refuse_restless(source.table, before, moved)
    head = {
        "format": FORMAT,
        "table": source.table,
        "backup": {"name": name, "arn": arn},
        "kept": kept,
        "moved": sorted(moved),
        "made": _made(made),
    }
    point = TablePoint(head, lines)
    return point, point.entries(found)


def _read(
    items: Iterator[Item], keys: Sequence[str], table: str, most: int | None
) -> tuple[list[str], dict[str, Facts]]:
    lines: list[str] = []
    found: dict[str, Facts] = {}
    size = 0
    for item in items:
        line = line_of(item)
        facts = facts_of(line)
        size += int(facts["size"])
        if most is not None and size > most:
            raise SourceError(
                f"{table} grew past whole_up_to ({most} bytes) while it was backed up",
                next_step="back it up again: a sample of it is then read, or declare a larger whole_up_to",
            )
        lines.append(line)
        found[entry_of(item, keys)] = facts
    return lines, found


def _moved(before: Mapping[str, str], after: Mapping[str, Facts]) -> set[str]:
    """Return the items that came, went or changed meanwhile."""
    still = {name for name, facts in after.items() if before.get(name) == facts["sha256"]}
    return (before.keys() | after.keys()) - still


def _refuse_emptied(table: str, drawn: Sequence[Item]) -> None:
    if not drawn:
        raise SourceError(
            f"{table}: AWS counts more than whole_up_to bytes in it, and not one item was found",
            next_step="see whether somebody emptied it; if that was meant, AWS counts anew within six hours",
        )


def _refuse_restless(table: str, before: Mapping[str, str], moved: set[str]) -> None:
    if before and moved >= before.keys():
        raise SourceError(
            f"{table}: every item read changed while it was backed up, so nothing could be compared later",
            next_step="choose an hour in which less is written",
        )


def _backed_up(client: Any, table: str, name: str) -> str:
    """Have AWS make an on-demand backup and wait for it; returns its ARN."""
    arn: str = client.create_backup(TableName=table, BackupName=name)["BackupDetails"]["BackupArn"]
    gone = ("DELETED",)
    wait_for(Awaited(f"backup {name}", lambda: state_of(client, arn), "AVAILABLE", gone))
    return arn


def state_of(client: Any, arn: str) -> str:
    """Return AWS's word for a backup; ``DELETED`` for one that is not there."""
    try:
        found = client.describe_backup(BackupArn=arn)["BackupDescription"]
    except client.exceptions.BackupNotFoundException:
        return "DELETED"
    return str(found["BackupDetails"]["BackupStatus"])


def _made(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a table is made of again."""
    units = table.get("ProvisionedThroughput") or {}
    kinds = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
    return {
        **{name: table.get(name) for name in _MADE if name != "ProvisionedThroughput"},
        **{kind: [_index(each) for each in table.get(kind) or ()] for kind in kinds},
        "BillingModeSummary": {"BillingMode": tables.billing_of(table)},
        "ProvisionedThroughput": _units(units),
        "deletion_protection": bool(table.get("DeletionProtectionEnabled")),
        "about": {"items": table.get("ItemCount"), "bytes": table.get("TableSizeBytes")},
    }


def _index(index: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
    units = index.get("ProvisionedThroughput")
    return kept | ({"ProvisionedThroughput": _units(units)} if units else {})


def _units(units: Mapping[str, Any]) -> dict[str, int]:
    names = ("ReadCapacityUnits", "WriteCapacityUnits")
    return {name: int(units[name]) for name in names if name in units}


def sampled_keys(point: TablePoint) -> Iterator[dict[str, Any]]:
    """Yield the keys of the items that the point holds."""
    return (key_in(item_in(line), point.keys) for line in point.lines)


def standing(client: Any, point: TablePoint, table: str) -> dict[str, Facts]:
    """Return the manifest of a table as it stands, as far as the point's own manifest tells."""
    made = tables.described(client, table)
    items = (
        tables.items(client, table)
        if point.whole
        else tables.fetched(client, table, list(sampled_keys(point)))
    )
    found = {entry_of(each, point.keys): facts_of(line_of(each)) for each in items}
    return TablePoint({**point.head, "made": made}, ()).entries(found)
