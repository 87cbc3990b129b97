"""What drplan's operator may do in an account: hold its settings, and touch nothing that is kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.declare import AwsAccount
from drplan.plan.cloud.permissions import Document, identity_arn, partition

_LOOKS = (
    "budgets:ViewBudget",
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetTrail",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:ListTags",
    "ec2:GetEbsEncryptionByDefault",
    "iam:GenerateCredentialReport",
    "iam:GetAccessKeyLastUsed",
    "iam:GetAccountPasswordPolicy",
    "iam:GetAccountSummary",
    "iam:GetCredentialReport",
    "iam:ListAccessKeys",
    "iam:ListMFADevices",
    "iam:ListUsers",
    "iam:ListVirtualMFADevices",
    "s3:GetAccountPublicAccessBlock",
)
_HOLDS = (
    "budgets:ModifyBudget",
    "cloudtrail:AddTags",
    "cloudtrail:CreateTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StartLogging",
    "cloudtrail:UpdateTrail",
    "ec2:DisableEbsEncryptionByDefault",
    "ec2:EnableEbsEncryptionByDefault",
    "iam:UpdateAccountPasswordPolicy",
    "s3:PutAccountPublicAccessBlock",
)
_LOOKS_AT_BUCKETS = (
    "s3:GetBucketLocation",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
)
_HOLDS_BUCKETS = (
    "s3:CreateBucket",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
)
_LOOKS_AT_USERS = (
    "iam:GetUser",
    "iam:GetUserPolicy",
    "iam:ListAttachedUserPolicies",
    "iam:ListGroupsForUser",
    "iam:ListUserPolicies",
)
_HOLDS_USERS = (
    "iam:CreateUser",
    "iam:DeleteUserPolicy",
    "iam:DetachUserPolicy",
    "iam:PutUserPolicy",
    "iam:RemoveUserFromGroup",
)
_LOOKS_AT_ROLES = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
)
_HOLDS_ROLES = (
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
)
_NEVER = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucket",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectRetention",
)
"""Keys are made by a person, who hands them over; and nothing that is kept is the operator's to touch."""


def operator_policy(account: AwsAccount) -> Document:
    """Return what `drplan deploy plan` and `drplan deploy apply` need for the account, no object's content.

    It may write the bucket's policy and its identities' policies, so it could give itself more: see that few
    can become it. A lock in compliance mode holds against it too.
    """
    arn = f"arn:{partition(account.region)}:s3:::"
    buckets = [f"{arn}{name}" for name in (*account.buckets, *(each.name for each in account.copies))]
    users = _named(account, "user", [name for each in account.copies for name in (each.writer, each.pruner)])
    roles = _named(account, "role", [each.restorer for each in account.copies])
    statements = [
        _statement("LookAtAccount", _LOOKS, ["*"]),
        _statement("HoldAccount", _HOLDS, ["*"]),
        _statement("LookAtBuckets", _LOOKS_AT_BUCKETS, buckets),
        _statement("HoldBuckets", _HOLDS_BUCKETS, buckets),
        _statement("LookAtUsers", _LOOKS_AT_USERS, users),
        _statement("HoldUsers", _HOLDS_USERS, users),
        _statement("LookAtRoles", _LOOKS_AT_ROLES, roles),
        _statement("HoldRoles", _HOLDS_ROLES, roles),
        {"Sid": "Never", "Effect": "Deny", "Action": list(_NEVER), "Resource": ["*"]},
    ]
    return {"Version": "2012-10-17", "Statement": [each for each in statements if each["Resource"]]}


def _named(account: AwsAccount, kind: str, names: Sequence[str | None]) -> list[str]:
    known = sorted({name for name in names if name is not None})
    return [identity_arn(account, "user" if kind == "user" else "role", name) for name in known]


def _statement(sid: str, actions: Sequence[str], resources: Sequence[str]) -> Document:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
