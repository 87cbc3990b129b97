"""Copies that stay in the Amazon account that their data lives in, and vaults that keep too briefly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatchcase

from drplan.declare import AwsAccount, DataSet, DynamoTable, RdsInstance
from drplan.validate.days import count
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES


@RULES.add(
    "DRP153",
    "All bytes of a table or database instance are in the Amazon account that it lives in",
    severity="error",
    why="Whoever takes over the account takes the data and every copy of it in one go.",
    source="CISA #StopRansomware Guide (2023); CIS Controls v8.1, safeguard 11.4",
    fix="declare a vault plan that names its ARN and has copy_to in another account; "
    "for a small table, its size and a whole_up_to that is not smaller",
)
def only_in_its_account(index: Index) -> Iterator[Flaw]:
    """Count a table's items in the repositories when they are declared to fit, and copies to other accounts.

    A vault plan counts when an ARN of its resources, wildcards included, is the data set's: which resources
    carry a tag is not known here.
    """
    for name, data in index.data_sets.items():
        source = data.source
        if not isinstance(source, DynamoTable | RdsInstance) or source.account not in index.accounts:
            continue
        account = index.accounts[source.account]
        if not _kept_whole(data) and not _copied_out(account, _arn(source, account)):
            yield Flaw(index.data_set(name), f"has every copy of its bytes in {account.name}{_why(data)}")


def _kept_whole(data: DataSet) -> bool:
    """Say whether the recovery points in the repositories hold all items."""
    source = data.source
    return isinstance(source, DynamoTable) and data.size is not None and data.size <= source.whole_up_to


def _why(data: DataSet) -> str:
    if not isinstance(data.source, DynamoTable):
        return ", where its snapshots are"
    if data.size is None:
        return ": its size is not declared, so a sample may be all that is kept elsewhere"
    return f": of {data.size} bytes a sample is all that is kept elsewhere"


def _arn(source: DynamoTable | RdsInstance, account: AwsAccount) -> str:
    if isinstance(source, DynamoTable):
        return f"arn:aws:dynamodb:{account.region}:{account.account_id}:table/{source.table}"
    return f"arn:aws:rds:{account.region}:{account.account_id}:db:{source.instance}"


def _copied_out(account: AwsAccount, arn: str) -> bool:
    outward = (
        plan
        for plan in account.vault_plans
        if plan.copy_to is not None and plan.copy_to.split(":")[4] != account.account_id
    )
    return any(fnmatchcase(arn, each) for plan in outward for each in plan.resources)


@RULES.add(
    "DRP154",
    "A backup vault or its plan keeps recovery points too briefly",
    severity="error",
    why="By the day the intruder is seen, every recovery point from before may be gone.",
    source="CISA #StopRansomware Guide (2023); CIS Controls v8.1, safeguard 11.3",
    fix="lengthen least_days to the district's detection, and keep_days to the vault's least_days",
)
def vault_keeps_too_briefly(index: Index) -> Iterator[Flaw]:
    """Compare vaults with the district's ``detection``, and plans with their vault: AWS refuses less."""
    for name, account in index.accounts.items():
        least = {vault.name: vault.least_days for vault in account.vaults}
        for vault, days in least.items():
            if timedelta(days=days) < index.detection:
                yield Flaw(
                    index.asset(name),
                    f"locks the vault {vault} for {_days(days)} at the least,"
                    f" an intruder may go unseen for {count(index.detection)}",
                )
        for plan in account.vault_plans:
            if plan.keep_days < least.get(plan.vault, 0):
                yield Flaw(
                    index.asset(name),
                    f"{plan.name} keeps for {_days(plan.keep_days)},"
                    f" and the vault {plan.vault} takes nothing below {_days(least[plan.vault])}",
                )


def _days(days: int) -> str:
    return count(timedelta(days=days))
