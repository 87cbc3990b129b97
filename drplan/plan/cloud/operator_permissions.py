"""What drplan's operator may do in an account: hold its settings, and touch nothing that is kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.declare import AwsAccount
from drplan.plan.cloud import operator_actions as actions
from drplan.plan.cloud.permissions import Document, identity_arn, partition


def operator_policy(account: AwsAccount) -> Document:
    """Return what `drplan deploy plan` and `drplan deploy apply` need for the account, no object's content.

    It may write the bucket's policy and its identities' policies, so it could give itself more: see that few
    can become it. A lock in compliance mode holds against it too.
    """
    arn = f"arn:{partition(account.region)}:s3:::"
    trail = () if account.trail is None else (account.trail.bucket,)
    named = (*account.buckets, *trail, *(each.name for each in account.copies))
    buckets = [f"{arn}{name}" for name in named]
    passed = sorted(
        {*(each.role for each in account.vault_plans), *(each.role for each in account.restore_tests)}
    )
    vaults = ["*"] if account.vaults or passed else []
    users = _named(account, "user", [name for each in account.copies for name in (each.writer, each.pruner)])
    roles = _named(account, "role", [each.restorer for each in account.copies])
    statements = [
        _statement("LookAtAccount", actions.LOOKS, ["*"]),
        _statement("HoldAccount", actions.HOLDS, ["*"]),
        _statement("LookAtBuckets", actions.LOOKS_AT_BUCKETS, buckets),
        _statement("HoldBuckets", actions.HOLDS_BUCKETS, buckets),
        _statement("LookAtUsers", actions.LOOKS_AT_USERS, users),
        _statement("HoldUsers", actions.HOLDS_USERS, users),
        _statement("LookAtRoles", actions.LOOKS_AT_ROLES, roles),
        _statement("HoldRoles", actions.HOLDS_ROLES, roles),
        _statement("LookAtVaults", actions.LOOKS_AT_VAULTS, vaults),
        _statement("HoldVaults", actions.HOLDS_VAULTS, vaults),
        _statement("LendRoles", ["iam:PassRole"], passed),
        {"Sid": "Never", "Effect": "Deny", "Action": list(actions.NEVER), "Resource": ["*"]},
    ]
    return {"Version": "2012-10-17", "Statement": [each for each in statements if each["Resource"]]}


def _named(account: AwsAccount, kind: str, names: Sequence[str | None]) -> list[str]:
    known = sorted({name for name in names if name is not None})
    return [identity_arn(account, "user" if kind == "user" else "role", name) for name in known]


def _statement(sid: str, permissions: Sequence[str], resources: Sequence[str]) -> Document:
    return {"Sid": sid, "Effect": "Allow", "Action": list(permissions), "Resource": list(resources)}
