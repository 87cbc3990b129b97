"""What every AWS account of the district holds. Edit it; ``drplan deploy plan`` shows what would change.

Each entry is ``(setting, control, wanted)``: a setting that drplan knows, the control it answers, its value.
CIS = CIS Amazon Web Services Foundations Benchmark 3.0.0, SH = AWS Security Hub control, SP = NIST Special
Publication.
"""

from __future__ import annotations

from typing import Any

from drplan.declare import AwsAccount

NONCURRENT_DAYS = 35
"""How long an overwritten or deleted object can still be brought back; longer than any school holiday gap
between a theft and the day somebody notices."""

ABANDONED_UPLOAD_DAYS = 7


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
        ("volume-encryption", f"CIS 2.2.1, SH EC2.7 in {account.region}", True),
    ]


def bucket_settings(account: AwsAccount, _bucket: str) -> list[tuple[str, str, Any]]:
    """Return the settings of one declared bucket, in the order they are applied."""
    no_public_access = {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    }
    encryption = {"SSEAlgorithm": "AES256"}
    keep_versions = {
        "ID": "drplan-keep-versions",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": NONCURRENT_DAYS},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": ABANDONED_UPLOAD_DAYS},
    }
    return [
        ("bucket-region", "inventory", account.region),
        ("bucket-versioning", "SH S3.14, SP 800-53 CP-9", "Enabled"),
        ("bucket-public-access", "CIS 2.1.4, SH S3.8", no_public_access),
        ("bucket-ownership", "SH S3.12", "BucketOwnerEnforced"),
        ("bucket-encryption", "SP 800-53 SC-28", encryption),
        ("bucket-lifecycle", "SH S3.10", keep_versions),
    ]
