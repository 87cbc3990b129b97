"""An S3 bucket whose objects nobody can delete before their time, its owner included.

Run as a program (``python -m drplan.adapters.aws.lock``) it reads one JSON object from standard input, so
that a lab can make a bucket from inside another network namespace and no secret stands in an argument list.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError


@dataclass(frozen=True)
class LockedBucket:
    """A bucket to make at ``endpoint``. ``days`` of COMPLIANCE retention for every object; 0 for none."""

    endpoint: str
    bucket: str
    days: int
    user: str
    secret: str = field(repr=False)


def create(order: LockedBucket) -> None:
    """Make the bucket, versioned and locked. Raises botocore's errors."""
    client = boto3.client(
        "s3",
        endpoint_url=order.endpoint,
        aws_access_key_id=order.user,
        aws_secret_access_key=order.secret,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 5, "mode": "standard"}),
    )
    client.create_bucket(Bucket=order.bucket, ObjectLockEnabledForBucket=order.days > 0)
    if order.days:
        client.put_bucket_versioning(Bucket=order.bucket, VersioningConfiguration={"Status": "Enabled"})
        client.put_object_lock_configuration(
            Bucket=order.bucket,
            ObjectLockConfiguration={
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": order.days}},
            },
        )


def main() -> int:
    """Make the bucket that standard input asks for; 1, with a line on standard error, when refused."""
    order = LockedBucket(**json.load(sys.stdin))
    try:
        create(order)
    except (BotoCoreError, ClientError) as error:
        sys.stderr.write(f"bucket {order.bucket}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
