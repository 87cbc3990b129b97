"""The backups and snapshots that drplan had AWS make: listed, and never deleted."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.adapters.access import Access
from drplan.adapters.aws.held import PREFIX
from drplan.adapters.aws.session import client, errors_for, verify_account
from drplan.declare.tenants import AwsAccount
from drplan.ports.vaults import MadeInAws


class AwsMade:
    """Implements :class:`drplan.ports.vaults.MadeSight`. Whoever calls has entered ``access``."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def made(self, account: AwsAccount) -> list[MadeInAws]:
        """List them, oldest first."""
        verify_account(account, self._access)
        with errors_for(account.name):
            found = [*_backups(account), *_snapshots(account)]
        return sorted(found, key=lambda each: (each.at, each.name))


def _backups(account: AwsAccount) -> Iterator[MadeInAws]:
    pages = client("dynamodb", account.region).get_paginator("list_backups").paginate(BackupType="USER")
    for page in pages:
        for each in page["BackupSummaries"]:
            if each["BackupName"].startswith(PREFIX):
                yield MadeInAws(
                    account.name,
                    "table",
                    each["TableName"],
                    each["BackupName"],
                    each["BackupCreationDateTime"],
                    each.get("BackupSizeBytes", 0),
                )


def _snapshots(account: AwsAccount) -> Iterator[MadeInAws]:
    ask = client("rds", account.region).get_paginator("describe_db_snapshots")
    for page in ask.paginate(SnapshotType="manual"):
        for each in page["DBSnapshots"]:
            if each["DBSnapshotIdentifier"].startswith(PREFIX) and "SnapshotCreateTime" in each:
                yield MadeInAws(
                    account.name,
                    "instance",
                    each["DBInstanceIdentifier"],
                    each["DBSnapshotIdentifier"],
                    each["SnapshotCreateTime"],
                    each["AllocatedStorage"] * 2**30,
                )
