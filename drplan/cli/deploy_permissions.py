"""``drplan deploy permissions``: the IAM policy of whoever has one duty, ready to be attached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import click

from drplan import wiring
from drplan.cli.frame import inventory_option
from drplan.declare import AwsAccount, CopyBucket
from drplan.declare.lookup import account_named, unknown
from drplan.errors import UsageError
from drplan.plan.cloud.operator_permissions import operator_policy
from drplan.plan.cloud.permissions import Duty, policy_for


@click.command("permissions")
@click.option("--account", "name", required=True, metavar="NAME", help="The AWS account.")
@click.option(
    "--for", "duty", required=True, type=click.Choice(get_args(Duty)), help="What the identity is for."
)
@click.option("--bucket", metavar="NAME", help="The bucket of copies, where the account has more than one.")
@inventory_option
def permissions_command(*, name: str, duty: Duty, bucket: str | None, inventory: Path) -> None:
    """Print the least that one duty needs as an IAM policy document; nothing is asked or changed."""
    account = account_named(wiring.district(inventory), name)
    if duty == "operator":
        document = operator_policy(account)
    else:
        document = policy_for(account, duty, _chosen(account, bucket))
    click.echo(json.dumps(document, indent=2))


def _chosen(account: AwsAccount, bucket: str | None) -> CopyBucket:
    named = {each.name: each for each in account.copies}
    if not named:
        raise UsageError(
            f"{account.name} declares no bucket of copies",
            next_step="declare one: AwsAccount(…, copies=(CopyBucket(name=…, lock_days=…, …),))",
        )
    if bucket is None and len(named) > 1:
        raise UsageError(
            f"{account.name} declares {len(named)} buckets of copies",
            next_step=f"name one: --bucket {min(named)}",
        )
    if bucket is not None and bucket not in named:
        raise unknown("bucket of copies", bucket, sorted(named))
    return next(iter(named.values())) if bucket is None else named[bucket]
