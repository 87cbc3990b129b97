"""Buckets that answer over TLS only. Name ``transport`` in an account's baselines to hold it.

Apart from ``baseline``, because a lab's account speaks plain HTTP and this would lock everybody out of it.
"""

from __future__ import annotations

from typing import Any

from drplan.declare import AwsAccount


def account_settings(_account: AwsAccount) -> list[tuple[str, str, Any]]:
    """Return no settings: this baseline is about buckets."""
    return []


def bucket_settings(_account: AwsAccount, bucket: str) -> list[tuple[str, str, Any]]:
    """Return the policy statement that refuses plain HTTP, for everyone and everything."""
    statement = {
        "Sid": "DrplanDenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return [("bucket-transport", "CIS 2.1.1, SH S3.5", statement)]
