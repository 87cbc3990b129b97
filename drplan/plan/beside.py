"""What comes back beside production only: under which name."""

from __future__ import annotations

import re

from drplan.declare.aws_data import DynamoTable, RdsInstance
from drplan.declare.data import DataSet
from drplan.declare.tenants import AwsAccount
from drplan.errors import UsageError
from drplan.plan.scratch_buckets import scratch_name


def own_name(data_set: DataSet) -> str:
    """Return what a table or an instance is called in its account; raises ``UsageError`` for all else."""
    match data_set.source:
        case DynamoTable(table=name) | RdsInstance(instance=name):
            return name
    raise UsageError(
        f"{data_set.name} is neither a DynamoDB table nor an RDS instance",
        next_step=f"bring it back into a folder: drplan restore {data_set.name} --to DIR",
    )


def rehearsal_name(data_set: DataSet, account: AwsAccount, token: str) -> str:
    """Return a name for what a rehearsal makes: it begins as the account's scratch things do."""
    # RDS takes no two hyphens in a row: Amazon RDS API, CreateDBInstance.
    return re.sub("-+", "-", scratch_name(account, own_name(data_set), token)).rstrip("-")
