"""Putting known objects into a bucket: what a rehearsal's account holds before it is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.session import IN_PARALLEL, error_code, errors_for, s3_client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CreateBucketConfigurationTypeDef, TagTypeDef

_NOT_A_LOCATION = "us-east-1"
"""S3 refuses its oldest region as a location constraint."""


def create_bucket(
    client: S3Client, bucket: str, region: str, *, tags: Sequence[TagTypeDef] = (), locked: bool = False
) -> None:
    """Make the bucket in ``region``, with object lock if ``locked``; a ``ClientError`` passes through."""
    words: dict[str, Any] = {"Bucket": bucket} | ({"ObjectLockEnabledForBucket": True} if locked else {})
    place: CreateBucketConfigurationTypeDef = {}
    if region != _NOT_A_LOCATION:
        place["LocationConstraint"] = region  # type: ignore[typeddict-item]
    if tags:
        place["Tags"] = tags
    if place:
        words["CreateBucketConfiguration"] = place
    client.create_bucket(**words)


def bucket_exists(client: S3Client, bucket: str) -> bool:
    """Say whether a bucket of this name exists and is ours; a refusal passes through as ``ClientError``."""
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error_code(error) in {"404", "NoSuchBucket"}:
            return False
        raise
    return True


def _tags_of(client: S3Client, bucket: str) -> dict[str, str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {entry["Key"]: entry["ETag"].strip('"') for page in pages for entry in page.get("Contents", [])}


def fill_bucket(bucket: str, objects: Mapping[str, bytes], *, region: str) -> None:
    """Bring ``objects`` (key to content) into ``bucket``, which is made when it does not exist.

    An object that already holds these bytes is left alone; other keys stay. Raises ``Unreachable``,
    ``SecretMissing`` or ``SourceError``.
    """
    client = s3_client(region)
    with errors_for(bucket):
        if not bucket_exists(client, bucket):
            create_bucket(client, bucket, region)
        there = _tags_of(client, bucket)
        missing = [
            key
            for key, content in objects.items()
            if there.get(key) != hashlib.md5(content, usedforsecurity=False).hexdigest()
        ]
        with ThreadPoolExecutor(IN_PARALLEL) as pool:
            list(pool.map(lambda key: client.put_object(Bucket=bucket, Key=key, Body=objects[key]), missing))
