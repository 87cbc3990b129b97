"""What every AWS account of the district holds. Edit it; ``drplan deploy plan`` shows what would change.

Each entry is ``(setting, control, wanted)``: a setting that drplan knows, the control it answers, its value.
CIS = CIS Amazon Web Services Foundations Benchmark 3.0.0, SH = AWS Security Hub control, SP = NIST Special
Publication.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from drplan.declare import AwsAccount, Trail

NONCURRENT_DAYS = 35
"""How long an overwritten or deleted object can still be brought back; longer than any school holiday gap
between a theft and the day somebody notices."""

ABANDONED_UPLOAD_DAYS = 7

NO_PUBLIC_ACCESS = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def account_settings(account: AwsAccount) -> list[tuple[str, str, Any]]:
    """Return the settings of the account itself."""
    # Length and reuse only: SP 800-63B asks for long passwords, and against expiry and forced characters.
    password_policy = {
        "MinimumPasswordLength": 15,
        "PasswordReusePrevention": 24,
        "RequireSymbols": False,
        "RequireNumbers": False,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": True,
    }
    return [
        ("password-policy", "CIS 1.8, CIS 1.9, SP 800-63B", password_policy),
        ("root-mfa", "CIS 1.5, SH IAM.9, SP 800-53 IA-2(1)", True),
        ("root-keys", "CIS 1.4, SH IAM.4, SP 800-53 AC-6", 0),
        ("users-mfa", "CIS 1.10, SH IAM.5, SP 800-53 IA-2(1)", []),
        ("keys-age", "CIS 1.14, SH IAM.3, SP 800-53 IA-5", []),
        ("unused-keys", "CIS 1.12, SH IAM.22, SP 800-53 AC-2(3)", []),
        ("unused-passwords", "CIS 1.12, SH IAM.22, SP 800-53 AC-2(3)", []),
        ("account-public-access", "CIS 2.1.4, SH S3.1, SP 800-53 AC-3", NO_PUBLIC_ACCESS),
        ("volume-encryption", f"CIS 2.2.1, SH EC2.7 in {account.region}", True),
    ]


def bucket_settings(account: AwsAccount, bucket: str) -> list[tuple[str, str, Any]]:
    """Return the settings of one bucket, in the order they are applied."""
    encryption = {"SSEAlgorithm": "AES256"}
    keep_versions = {
        "ID": "drplan-keep-versions",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": NONCURRENT_DAYS},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": ABANDONED_UPLOAD_DAYS},
    }
    of_the_trail = account.trail is not None and account.trail.bucket == bucket
    return [
        ("bucket-region", "inventory", account.region),
        ("bucket-versioning", "SH S3.14, SP 800-53 CP-9", "Enabled"),
        ("bucket-public-access", "CIS 2.1.4, SH S3.8", NO_PUBLIC_ACCESS),
        ("bucket-closed", "SH S3.2, SH S3.3, SP 800-53 AC-3", []),
        ("bucket-ownership", "SH S3.12", "BucketOwnerEnforced"),
        ("bucket-encryption", "SP 800-53 SC-28", encryption),
        ("bucket-lifecycle", "SH S3.10", keep_versions),
        *(_trail_bucket_settings(account, account.trail) if account.trail and of_the_trail else ()),
    ]


def named_settings(account: AwsAccount) -> list[tuple[str, str, str, Any]]:
    """Return the settings of the declared trail and the declared budget: first the name of each."""
    return [*_trail_settings(account), *_budget_settings(account)]


def _trail_bucket_settings(account: AwsAccount, trail: Trail) -> list[tuple[str, str, Any]]:
    """Return what keeps a trail's records from those whom they name."""
    lock: list[tuple[str, str, Any]] = []
    if trail.locked_for is not None:
        wanted = {"Mode": "COMPLIANCE", "Days": trail.locked_for // timedelta(days=1)}
        lock.append(("trail-lock", "SH S3.15, SP 800-53 AU-9(2)", wanted))
    return [
        ("trail-protection", "SP 800-53 AU-9, SP 800-53 AU-9(4)", _only_the_trail_writes(account, trail)),
        *lock,
    ]


def _only_the_trail_writes(account: AwsAccount, trail: Trail) -> list[dict[str, Any]]:
    bucket, number = f"arn:aws:s3:::{trail.bucket}", account.account_id
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    ours = {"aws:SourceArn": f"arn:aws:cloudtrail:{account.region}:{number}:trail/{trail.name}"}
    removers = [f"arn:aws:iam::{number}:role/{name}" for name in trail.removers]
    return [
        {
            "Sid": "DrplanTrailLooks",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:GetBucketAcl",
            "Resource": bucket,
            "Condition": {"StringEquals": ours},
        },
        {
            "Sid": "DrplanTrailWrites",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:PutObject",
            "Resource": f"{bucket}/AWSLogs/{number}/*",
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **ours}},
        },
        {
            # A caller who is no service has no service's name, and no name is not this one: it is denied.
            "Sid": "DrplanNobodyElseWrites",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": f"{bucket}/*",
            "Condition": {"StringNotEquals": {"aws:PrincipalServiceName": cloudtrail["Service"]}},
        },
        {
            "Sid": "DrplanNobodyDeletes",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion"],
            "Resource": [bucket, f"{bucket}/*"],
            **({"Condition": {"ArnNotEquals": {"aws:PrincipalArn": removers}}} if removers else {}),
        },
    ]


def _trail_settings(account: AwsAccount) -> list[tuple[str, str, str, Any]]:
    """Return the declared trail: every region, every act of management, files that prove themselves, on."""
    if account.trail is None:
        return []
    wanted = {
        "S3BucketName": account.trail.bucket,
        "IsMultiRegionTrail": True,
        "IncludeGlobalServiceEvents": True,
        "EnableLogFileValidation": True,
        "IsLogging": True,
        "ManagementEvents": "all",
    }
    control = "CIS 3.1, CIS 3.2, SH CloudTrail.1, SH CloudTrail.4, SP 800-53 AU-12"
    return [(account.trail.name, "trail", control, wanted)]


def _budget_settings(account: AwsAccount) -> list[tuple[str, str, str, Any]]:
    """Return the declared budget of a month, and who is told of each of its alerts."""
    budget = account.budget
    if budget is None:
        return []
    name = f"{account.name}-monthly"
    alerts = [*(f"ACTUAL {each}%" for each in budget.warn_at), "FORECASTED 100%"]
    wanted = {
        "Dollars": f"{budget.dollars_a_month}.00",
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
        "CostFilters": {},
        "FilterExpression": {},
        "Alerts": sorted(alerts),
    }
    control = "SP 800-53 SA-2"
    return [
        (name, "budget", control, wanted),
        (name, "budget-told", control, {each: sorted(budget.told) for each in alerts}),
    ]
