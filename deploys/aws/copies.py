"""Buckets of copies under object lock, and the identities that use them. Name ``copies`` in the baselines.

Order matters: the bucket's own policy comes last, for it denies changing what the settings before it set.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drplan.declare import AwsAccount, CopyBucket
from drplan.plan.cloud.permissions import (
    bucket_statements,
    buckets_of,
    pruner_policy,
    restorer_policy,
    restorer_trust,
    writer_policy,
)

ABANDONED_UPLOAD_DAYS = 7

_ALONE = "CIS 1.15, SP 800-53 AC-6"
_Named = tuple[str, str, str, Any]


def account_settings(_account: AwsAccount) -> list[tuple[str, str, Any]]:
    """Return no settings: this baseline is about named buckets and identities."""
    return []


def bucket_settings(_account: AwsAccount, _bucket: str) -> list[tuple[str, str, Any]]:
    """Return no settings for ordinary buckets."""
    return []


def named_settings(account: AwsAccount) -> list[_Named]:
    """Return the settings of each bucket of copies, then of each identity that uses one."""
    of_buckets = [each for bucket in account.copies for each in _bucket_settings(account, bucket)]
    return [*of_buckets, *_identities(account)]


def _bucket_settings(account: AwsAccount, bucket: CopyBucket) -> Iterator[_Named]:
    closed = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    made = {"Region": account.region, "ObjectLock": "Enabled"}
    lock = {"Mode": bucket.mode.upper(), "Days": bucket.lock_days}
    yield bucket.name, "copy-bucket", "SH S3.15, SP 800-53 CP-9(8)", made
    yield bucket.name, "copy-versioning", "SH S3.14", "Enabled"
    yield bucket.name, "copy-lock", "SH S3.15, SP 800-53 CP-9(8)", lock
    yield bucket.name, "copy-public-access", "CIS 2.1.4, SH S3.8", closed
    yield bucket.name, "copy-ownership", "SH S3.12", "BucketOwnerEnforced"
    yield bucket.name, "copy-encryption", "SP 800-53 SC-28", {"SSEAlgorithm": "AES256"}
    yield bucket.name, "copy-lifecycle", "SH S3.10", _lifecycle(bucket)
    yield bucket.name, "copy-policy", "SP 800-53 AC-6, CP-9(8)", bucket_statements(account, bucket)


def _lifecycle(bucket: CopyBucket) -> dict[str, Any]:
    return {
        "ID": "drplan-copies",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Expiration": {"ExpiredObjectDeleteMarker": True},
        "NoncurrentVersionExpiration": {"NoncurrentDays": bucket.expires},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": ABANDONED_UPLOAD_DAYS},
    }


def _identities(account: AwsAccount) -> Iterator[_Named]:
    alone: dict[str, list[str]] = {"Attached": [], "Inline": [], "Groups": []}
    for writer in sorted({each.writer for each in account.copies}):
        policy = writer_policy(account, buckets_of(account, "writer", writer))
        yield writer, "identity-user", _ALONE, {"Policy": policy}
        yield writer, "identity-user-others", _ALONE, alone
    for pruner in sorted({each.pruner for each in account.copies if each.pruner is not None}):
        policy = pruner_policy(account, buckets_of(account, "pruner", pruner))
        yield pruner, "identity-user", _ALONE, {"Policy": policy}
        yield pruner, "identity-user-others", _ALONE, alone
    for restorer in sorted({each.restorer for each in account.copies}):
        buckets = buckets_of(account, "restorer", restorer)
        trust = restorer_trust(account, mfa=all(each.restorer_mfa for each in buckets))
        wanted = {"Trust": trust, "Policy": restorer_policy(account, buckets)}
        yield restorer, "identity-role", _ALONE, wanted
        yield restorer, "identity-role-others", _ALONE, {"Attached": [], "Inline": []}
