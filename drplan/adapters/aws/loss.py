"""Losing a bucket's objects the way a thief would."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from drplan.adapters.aws.abreast import abreast
from drplan.adapters.aws.objects import CHUNK, keys

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def steal_all(client: S3Client, bucket: str) -> str:
    """Overwrite every other object with noise and delete the rest; returns one line. Versions stay."""
    held = keys(client, bucket)
    for _ in abreast(lambda it: _steal(client, bucket, it[1], overwrite=it[0] % 2 == 0), enumerate(held)):
        pass
    overwritten = (len(held) + 1) // 2
    return f"{overwritten} objects overwritten with noise, {len(held) - overwritten} deleted"


def _steal(client: S3Client, bucket: str, key: str, *, overwrite: bool) -> None:
    if overwrite:
        size = client.head_object(Bucket=bucket, Key=key)["ContentLength"]
        # As long as the object was, but never more than a thief would bother to send.
        client.put_object(Bucket=bucket, Key=key, Body=os.urandom(min(max(size, 16), CHUNK)))
    else:
        client.delete_object(Bucket=bucket, Key=key)
