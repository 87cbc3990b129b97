"""Bringing a DynamoDB table back under a name that is free, and taking away again what a rehearsal made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from drplan.adapters.aws import table as tables
from drplan.adapters.aws.items import item_in
from drplan.adapters.aws.table_point import TablePoint, state_of
from drplan.adapters.aws.waiting import Awaited, wait_for
from drplan.errors import SourceError

_AT_ONCE = 25
"""Items that one BatchWriteItem takes: Amazon DynamoDB API Reference."""

_GONE = "gone"


def bring(client: Any, kms: Any, point: TablePoint, name: str, marks: Mapping[str, str]) -> list[str]:
    """Make table ``name`` of the point, tagged with ``marks``; returns notes.

    Of AWS's backup, or of the items in the point where the backup is gone and they are whole. Raises
    ``SourceError`` where both are missing; a name that is taken is AWS's error.
    """
    backup = point.head["backup"]
    if state_of(client, backup["arn"]) == "AVAILABLE":
        notes = [f"from the backup {backup['name']} in AWS"]
        _of_backup(client, kms, point, name)
    elif point.whole:
        notes = [f"the backup {backup['name']} is gone from AWS: made of the {len(point.lines)} items kept"]
        _of_items(client, kms, point, name)
    else:
        raise SourceError(
            f"the backup {backup['name']} of {point.head['table']} is gone from AWS, and its items with it",
            next_step="use another recovery point: --snapshot ID, or --before and a day",
        )
    return [*notes, *_not_compared(point), *_finish(client, point, name, marks)]


def _not_compared(point: TablePoint) -> Iterator[str]:
    if not point.whole:
        yield f"a sample of {len(point.lines)} items was compared, the rest was not"
    if moved := len(point.head["moved"]):
        yield f"{moved} items that came, went or changed while it was backed up were not compared"


def _of_backup(client: Any, kms: Any, point: TablePoint, name: str) -> None:
    made = point.head["made"]
    on_demand = tables.billing_of(made) == "PAY_PER_REQUEST"
    more: dict[str, Any] = {"BillingModeOverride": "PAY_PER_REQUEST"} if on_demand else {}
    if sse := _encryption(kms, made):
        more["SSESpecificationOverride"] = sse
    client.restore_table_from_backup(TargetTableName=name, BackupArn=point.head["backup"]["arn"], **more)
    wait_until_active(client, name)


def _encryption(kms: Any, made: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what keeps the table's encryption: without it a restored table has Amazon's own key."""
    sse = made.get("SSEDescription") or {}
    if sse.get("Status") not in {"ENABLED", "UPDATING"}:
        return None
    key = sse.get("KMSMasterKeyArn")
    wanted = {"Enabled": True, "SSEType": "KMS"}
    # The account's default key must not be named: Amazon DynamoDB API Reference, SSESpecification.
    if key and kms.describe_key(KeyId=key)["KeyMetadata"].get("KeyManager") == "CUSTOMER":
        wanted["KMSMasterKeyId"] = key
    return wanted


def _of_items(client: Any, kms: Any, point: TablePoint, name: str) -> None:
    made = point.head["made"]
    client.create_table(TableName=name, **_made_anew(made), **_sse(kms, made))
    wait_until_active(client, name)
    for batch in _batches(point.lines):
        asked: Any = {name: [{"PutRequest": {"Item": item_in(line)}} for line in batch]}
        while asked:
            asked = client.batch_write_item(RequestItems=asked).get("UnprocessedItems")


def _sse(kms: Any, made: Mapping[str, Any]) -> dict[str, Any]:
    sse = _encryption(kms, made)
    return {"SSESpecification": sse} if sse else {}


def _made_anew(made: Mapping[str, Any]) -> dict[str, Any]:
    on_demand = tables.billing_of(made) == "PAY_PER_REQUEST"
    told: dict[str, Any] = {
        "AttributeDefinitions": made["AttributeDefinitions"],
        "KeySchema": made["KeySchema"],
        "BillingMode": tables.billing_of(made),
    }
    if not on_demand:
        told["ProvisionedThroughput"] = made["ProvisionedThroughput"]
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        held = [_index(each, with_units=not on_demand and kind[0] == "G") for each in made.get(kind) or ()]
        told |= {kind: held} if held else {}
    return told


def _index(index: Mapping[str, Any], *, with_units: bool) -> dict[str, Any]:
    return {k: v for k, v in index.items() if with_units or k != "ProvisionedThroughput"}


def _batches(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    return (lines[start : start + _AT_ONCE] for start in range(0, len(lines), _AT_ONCE))


def _finish(client: Any, point: TablePoint, name: str, marks: Mapping[str, str]) -> list[str]:
    """Set what no restore brings: tags, time to live, how it is paid. The marks come first."""
    made, now = point.head["made"], tables.described(client, name)
    client.tag_resource(ResourceArn=now["TableArn"], Tags=_tags({**made["tags"], **marks}))
    if made["ttl"] and now["ttl"] != made["ttl"]:
        wanted = {"Enabled": True, "AttributeName": made["ttl"]}
        client.update_time_to_live(TableName=name, TimeToLiveSpecification=wanted)
    if tables.billing_of(now) != tables.billing_of(made) == "PAY_PER_REQUEST":
        client.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")
        wait_until_active(client, name)
    left = "no scaling, streams, point-in-time recovery or alarms: set them when the table is put to use"
    off = ["deletion protection is off in it, and was on"] if made["deletion_protection"] else []
    return [left, *off]


def _tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items() if not key.startswith("aws:")]


def wait_until_active(client: Any, table: str) -> None:
    """Wait until a table can be used."""
    wait_for(Awaited(f"table {table}", lambda: _state(client, table), "ACTIVE", (_GONE,)))


def _state(client: Any, table: str) -> str:
    try:
        return str(client.describe_table(TableName=table)["Table"]["TableStatus"])
    except client.exceptions.ResourceNotFoundException:
        return _GONE


def is_there(client: Any, table: str) -> bool:
    """Say whether a table of this name is there."""
    return _state(client, table) != _GONE


def tags_of(client: Any, table: str) -> dict[str, str]:
    """Return a table's tags."""
    return dict(tables.described(client, table)["tags"])


def remove(client: Any, table: str) -> None:
    """Delete a table and wait until it is gone; whoever calls has seen its mark."""
    client.delete_table(TableName=table)
    wait_for(Awaited(f"table {table}", lambda: _state(client, table), _GONE))
