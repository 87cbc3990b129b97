"""Objects of a bucket, read: which keys there are, and what a version holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from drplan.adapters.aws.session import error_code
from drplan.errors import SourceError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef

Entry = dict[str, str | int]
"""One object: ``type``, ``size`` in bytes, ``sha256`` of the bytes that were read."""

CHUNK = 1 << 20
GONE = frozenset({"404", "NoSuchKey", "NoSuchVersion", "400", "InvalidArgument"})
"""What S3 answers for a version that is not there, or is a delete marker."""


def listed(client: S3Client, bucket: str) -> Iterator[ObjectTypeDef]:
    """Yield the current objects as the bucket lists them, a page at a time."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from page.get("Contents", [])


def keys(client: S3Client, bucket: str) -> list[str]:
    """Return the keys of all current objects, sorted."""
    return sorted(entry["Key"] for entry in listed(client, bucket))


def read(client: S3Client, bucket: str, key: str, **which: str) -> tuple[str, Entry, str]:
    """Read one object whole; return its key, facts and version id. A ``ClientError`` passes through."""
    answer = client.get_object(Bucket=bucket, Key=key, **which)  # type: ignore[arg-type]
    digest, size = hashlib.sha256(), 0
    for chunk in answer["Body"].iter_chunks(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return (
        key,
        {"type": "object", "size": size, "sha256": digest.hexdigest()},
        answer.get("VersionId", "null"),
    )


def read_version(client: S3Client, bucket: str, key: str, version: str) -> tuple[str, Entry] | None:
    """Return a version's key and facts; nothing when it is gone."""
    try:
        return read(client, bucket, key, VersionId=version)[:2]
    except ClientError as error:
        if error_code(error) in GONE:
            return None
        raise


def see_versioning(client: S3Client, bucket: str, *, ever: bool = False) -> None:
    """Raise ``SourceError`` unless the bucket keeps versions; ``ever``: or has kept some before."""
    status = client.get_bucket_versioning(Bucket=bucket).get("Status")
    if status != "Enabled" and not (ever and status == "Suspended"):
        raise SourceError(
            f"bucket {bucket} keeps no versions, so nothing of it could be brought back",
            next_step="run drplan deploy apply: the baseline turns versioning on",
        )
