"""An RDS instance: its snapshot, how it is made, bringing it back under a free name, taking that away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from drplan.adapters.aws.items import Facts
from drplan.adapters.aws.scratch import MARKS
from drplan.adapters.aws.waiting import Awaited, wait_for
from drplan.errors import SourceError

FORMAT = "drplan/rds-instance/1"

_GONE = "gone"
_FAILED = ("failed", "incompatible-restore", "incompatible-parameters", "incompatible-network", _GONE)


def described(client: Any, instance: str) -> dict[str, Any]:
    """Return an instance as AWS describes it; raises AWS's error for one that is not there."""
    found: dict[str, Any] = client.describe_db_instances(DBInstanceIdentifier=instance)["DBInstances"][0]
    return found


def structure(instance: Mapping[str, Any]) -> dict[str, Facts]:
    """Return how an instance is made, as a manifest tells it: nothing in it depends on its name."""
    groups = sorted(each["VpcSecurityGroupId"] for each in instance.get("VpcSecurityGroups", ()))
    parameters = sorted(each["DBParameterGroupName"] for each in instance.get("DBParameterGroups", ()))
    encrypted = bool(instance.get("StorageEncrypted"))
    return {
        "instance engine": {
            "type": "engine",
            "engine": str(instance["Engine"]),
            "version": str(instance["EngineVersion"]),
        },
        "instance storage": {"type": "storage", "gigabytes": int(instance["AllocatedStorage"])},
        "instance encryption": {
            "type": "encryption",
            "on": "yes" if encrypted else "no",
            "key": str(instance.get("KmsKeyId", "")) if encrypted else "",
        },
        "instance class": {"type": "class", "class": str(instance["DBInstanceClass"])},
        "instance parameters": {"type": "parameters", "groups": ", ".join(parameters)},
        "instance network": {
            "type": "network",
            "security": ", ".join(groups),
            "subnets": str((instance.get("DBSubnetGroup") or {}).get("DBSubnetGroupName", "")),
        },
        "instance zones": {"type": "zones", "several": "yes" if instance.get("MultiAZ") else "no"},
        "instance tags": {"type": "tags", "tags": json.dumps(own_tags(instance), sort_keys=True)},
    }


def all_tags(instance: Mapping[str, Any]) -> dict[str, str]:
    """Return an instance's tags."""
    return {each["Key"]: each.get("Value", "") for each in instance.get("TagList", ())}


def own_tags(instance: Mapping[str, Any]) -> dict[str, str]:
    """Return its tags but drplan's marks and AWS's own."""
    told = all_tags(instance)
    return {k: v for k, v in told.items() if k not in MARKS and not k.startswith("aws:")}


def captured(client: Any, instance: str, name: str) -> tuple[dict[str, Any], dict[str, Facts]]:
    """Have AWS make the snapshot ``name`` and wait for it; returns the index and the manifest.

    Raises ``SourceError`` when the snapshot is not encrypted as the instance is.
    """
    made = described(client, instance)
    client.create_db_snapshot(DBInstanceIdentifier=instance, DBSnapshotIdentifier=name)
    wait_for(Awaited(f"snapshot {name}", lambda: state_of(client, name), "available", _FAILED))
    snapshot = client.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"][0]
    entries = structure(made)
    if bool(snapshot.get("Encrypted")) != bool(made.get("StorageEncrypted")):
        raise SourceError(
            f"snapshot {name} of {instance} is not encrypted as the instance is",
            next_step="look at both in the AWS console before you rely on it",
        )
    head = {
        "format": FORMAT,
        "instance": instance,
        "snapshot": {"name": name, "arn": snapshot.get("DBSnapshotArn", "")},
        "class": made["DBInstanceClass"],
        "parameters": [each["DBParameterGroupName"] for each in made.get("DBParameterGroups", ())],
        "security": [each["VpcSecurityGroupId"] for each in made.get("VpcSecurityGroups", ())],
        "subnets": (made.get("DBSubnetGroup") or {}).get("DBSubnetGroupName"),
        "several_zones": bool(made.get("MultiAZ")),
        "deletion_protection": bool(made.get("DeletionProtection")),
        "tags": own_tags(made),
        "gigabytes": int(snapshot["AllocatedStorage"]),
    }
    return head, entries


def state_of(client: Any, snapshot: str) -> str:
    """Return AWS's word for a snapshot; ``gone`` for one that is not there."""
    try:
        return str(client.describe_db_snapshots(DBSnapshotIdentifier=snapshot)["DBSnapshots"][0]["Status"])
    except client.exceptions.DBSnapshotNotFoundFault:
        return _GONE


def bring(client: Any, head: Mapping[str, Any], name: str, marks: Mapping[str, str]) -> list[str]:
    """Make instance ``name`` of the snapshot, tagged with ``marks`` from the first moment; returns notes."""
    snapshot = head["snapshot"]["name"]
    if state_of(client, snapshot) != "available":
        raise SourceError(
            f"the snapshot {snapshot} of {head['instance']} is gone from AWS, and its bytes with it",
            next_step="use another recovery point: --snapshot ID, or --before and a day",
        )
    tags = [{"Key": key, "Value": value} for key, value in {**head["tags"], **marks}.items()]
    placed: dict[str, Any] = {"DBSubnetGroupName": head["subnets"]} if head["subnets"] else {}
    placed |= {"VpcSecurityGroupIds": head["security"]} if head["security"] else {}
    placed |= {"DBParameterGroupName": head["parameters"][0]} if head["parameters"] else {}
    client.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier=name,
        DBSnapshotIdentifier=snapshot,
        DBInstanceClass=head["class"],
        MultiAZ=head["several_zones"],
        PubliclyAccessible=False,
        DeletionProtection=False,
        Tags=tags,
        **placed,
    )
    wait_for(Awaited(f"instance {name}", lambda: _state(client, name), "available", _FAILED))
    off = ["deletion protection is off in it, and was on"] if head["deletion_protection"] else []
    return [f"from the snapshot {snapshot} in AWS", "no row in it was read", *off]


def _state(client: Any, instance: str) -> str:
    try:
        return str(described(client, instance)["DBInstanceStatus"])
    except client.exceptions.DBInstanceNotFoundFault:
        return _GONE


def is_there(client: Any, instance: str) -> bool:
    """Say whether an instance of this name is there."""
    return _state(client, instance) != _GONE


def remove(client: Any, instance: str) -> None:
    """Delete an instance without a last snapshot; whoever calls has seen its mark."""
    if described(client, instance).get("DeletionProtection"):
        client.modify_db_instance(
            DBInstanceIdentifier=instance, DeletionProtection=False, ApplyImmediately=True
        )
    client.delete_db_instance(
        DBInstanceIdentifier=instance, SkipFinalSnapshot=True, DeleteAutomatedBackups=True
    )
    wait_for(Awaited(f"instance {instance}", lambda: _state(client, instance), _GONE))
