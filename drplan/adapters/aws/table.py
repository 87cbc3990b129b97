"""Reading a DynamoDB table: how it is made, and its items, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from drplan.adapters.aws.items import Facts, Item, entry_of, facts_of, line_of
from drplan.adapters.aws.scratch import MARKS

_SEGMENTS, _OF_EACH = 25, 4
"""A sample is the first few items of each of 25 parts of the table: 40 MB at the most, as items may be."""

_AT_ONCE = 100
"""Items that one BatchGetItem takes: Amazon DynamoDB API Reference."""


def described(client: Any, table: str) -> dict[str, Any]:
    """Return the table as AWS describes it, with its time to live and its tags beside."""
    found: dict[str, Any] = client.describe_table(TableName=table)["Table"]
    live = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    enabled = live.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}
    return {
        **found,
        "ttl": live["AttributeName"] if enabled else None,
        "tags": _tags(client, found["TableArn"]),
    }


def _tags(client: Any, arn: str) -> dict[str, str]:
    pages = client.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
    return {each["Key"]: each["Value"] for page in pages for each in page.get("Tags", [])}


def keys_of(table: Mapping[str, Any]) -> list[str]:
    """Return the names of a table's key attributes."""
    return [each["AttributeName"] for each in table["KeySchema"]]


def structure(table: Mapping[str, Any]) -> dict[str, Facts]:
    """Return how a table is made, as a manifest tells it: nothing in it depends on the table's name."""
    kinds = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    sse = table.get("SSEDescription") or {}
    on = sse.get("Status") in {"ENABLED", "ENABLING", "UPDATING"}
    found: dict[str, Facts] = {
        "table key": {"type": "key", "keys": _keys(table["KeySchema"], kinds)},
        "table billing": {"type": "billing", **_billing(table)},
        "table encryption": {
            "type": "encryption",
            "by": str(sse.get("SSEType", "KMS")) if on else "a key of Amazon's own",
            "key": str(sse.get("KMSMasterKeyArn", "")) if on else "",
        },
        "table ttl": {"type": "ttl", "attribute": str(table["ttl"] or "")},
        "table tags": {"type": "tags", "tags": _told_tags(table["tags"])},
    }
    for each in (*table.get("GlobalSecondaryIndexes", ()), *table.get("LocalSecondaryIndexes", ())):
        found[f"table index {each['IndexName']}"] = {
            "type": "index",
            "keys": _keys(each["KeySchema"], kinds),
            "projection": json.dumps(each["Projection"], sort_keys=True),
        }
    return found


def _told_tags(tags: Mapping[str, str]) -> str:
    own = {key: value for key, value in tags.items() if key not in MARKS}
    return json.dumps(own, sort_keys=True)


def _keys(schema: Sequence[Mapping[str, str]], kinds: Mapping[str, str]) -> str:
    return ", ".join(
        f"{each['AttributeName']} {kinds[each['AttributeName']]} {each['KeyType']}" for each in schema
    )


def billing_of(table: Mapping[str, Any]) -> str:
    """Return ``PROVISIONED`` or ``PAY_PER_REQUEST``; AWS leaves the first unsaid."""
    return str((table.get("BillingModeSummary") or {}).get("BillingMode") or "PROVISIONED")


def _billing(table: Mapping[str, Any]) -> Facts:
    if billing_of(table) == "PAY_PER_REQUEST":
        return {"mode": "PAY_PER_REQUEST"}
    units = table["ProvisionedThroughput"]
    return {
        "mode": "PROVISIONED",
        "read": int(units["ReadCapacityUnits"]),
        "write": int(units["WriteCapacityUnits"]),
    }


def items(client: Any, table: str) -> Iterator[Item]:
    """Yield every item, read consistently; no more than a page (1 MB) is held."""
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def digests(client: Any, table: str, keys: Sequence[str], most: int) -> dict[str, str] | None:
    """Return each item's digest by its name in a manifest; ``None`` for more than ``most`` bytes."""
    found, size = {}, 0
    for item in items(client, table):
        facts = facts_of(line_of(item))
        size += int(facts["size"])
        if size > most:
            return None
        found[entry_of(item, keys)] = str(facts["sha256"])
    return found


def sample(client: Any, table: str) -> list[Item]:
    """Return a few items from everywhere in the table, for the fewest reads."""
    found: list[Item] = []
    for segment in range(_SEGMENTS):
        answer = client.scan(
            TableName=table,
            ConsistentRead=True,
            Segment=segment,
            TotalSegments=_SEGMENTS,
            Limit=_OF_EACH,
        )
        found += answer["Items"]
    return found


def fetched(client: Any, table: str, keys: Sequence[Mapping[str, Any]]) -> Iterator[Item]:
    """Yield the items of these keys that are there, read consistently."""
    for start in range(0, len(keys), _AT_ONCE):
        asked: Any = {table: {"Keys": list(keys[start : start + _AT_ONCE]), "ConsistentRead": True}}
        while asked:
            answer = client.batch_get_item(RequestItems=asked)
            yield from answer["Responses"].get(table, [])
            asked = answer.get("UnprocessedKeys")
