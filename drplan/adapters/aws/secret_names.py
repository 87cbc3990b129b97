"""What secrets an account holds, but for their values: nothing here ever asks for one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from drplan.adapters.aws.items import Facts

FORMAT = "drplan/secret-names/1"


def listed(client: Any, prefix: str) -> list[dict[str, Any]]:
    """Return the secrets whose names begin with the prefix, as AWS describes them, deleted ones included."""
    pages = client.get_paginator("list_secrets").paginate(
        IncludePlannedDeletion=True, Filters=[{"Key": "name", "Values": [prefix]}]
    )
    names = sorted(each["Name"] for page in pages for each in page["SecretList"])
    return [client.describe_secret(SecretId=name) for name in names if name.startswith(prefix)]


def entries_of(secrets: Iterable[Mapping[str, Any]]) -> dict[str, Facts]:
    """Return the manifest: what of a secret stays the same while its value is rotated."""
    return {each["Name"]: _facts(each) for each in secrets if not each.get("DeletedDate")}


def _facts(secret: Mapping[str, Any]) -> Facts:
    rules = secret.get("RotationRules") or {}
    return {
        "type": "secret",
        "key": str(secret.get("KmsKeyId", "")),
        "rotation": str(secret.get("RotationLambdaARN", "")) if secret.get("RotationEnabled") else "none",
        "rotated": str(rules.get("ScheduleExpression") or rules.get("AutomaticallyAfterDays") or ""),
        "tags": json.dumps({e["Key"]: e.get("Value", "") for e in secret.get("Tags", ())}, sort_keys=True),
        "copies": ", ".join(sorted(each["Region"] for each in secret.get("ReplicationStatus", ()))),
    }


def head_of(secrets: Iterable[Mapping[str, Any]], prefix: str) -> dict[str, Any]:
    """Return the index: each secret with its versions' ids and stages beside its facts."""
    held = [
        {"name": e["Name"], "versions": e.get("VersionIdsToStages", {}), **_facts(e)}
        for e in secrets
        if not e.get("DeletedDate")
    ]
    return {"format": FORMAT, "prefix": prefix, "secrets": held}


def facts_in(head: Mapping[str, Any]) -> dict[str, Facts]:
    """Return the manifest of what the index holds."""
    dropped = {"name", "versions"}
    return {e["name"]: {k: v for k, v in e.items() if k not in dropped} for e in head["secrets"]}


def undelete(client: Any, head: Mapping[str, Any]) -> list[str]:
    """Take back the deletion of what AWS still holds; returns notes, what is gone for good among them."""
    there = {each["Name"]: each for each in listed(client, head["prefix"])}
    wanted = [each["name"] for each in head["secrets"]]
    back = [name for name in wanted if name in there and there[name].get("DeletedDate")]
    for name in back:
        client.restore_secret(SecretId=name)
    gone = [name for name in wanted if name not in there]
    return [
        *(f"{name}: its deletion was taken back" for name in back),
        *(f"{name} is gone, and no copy holds its value: make it anew" for name in gone),
    ]
