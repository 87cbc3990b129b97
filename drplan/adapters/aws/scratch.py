"""Scratch buckets: where a drill brings an account's buckets back, beside production and apart from it.

A bucket carries its drill's mark, as tags, from its first moment; without our mark none is ever emptied.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from drplan.adapters.access import Access
from drplan.adapters.aws.fill import create_bucket
from drplan.adapters.aws.session import IN_PARALLEL, error_code, errors_for, s3_client, verify_account
from drplan.adapters.aws.versions import versions
from drplan.declare import AwsAccount
from drplan.errors import LabError, SourceError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import TagTypeDef

_DRILL, _UNTIL, _HOST = "drplan-scratch-drill", "drplan-scratch-until", "drplan-scratch-host"
MARKS = frozenset({_DRILL, _UNTIL, _HOST, "drplan-restored-of"})
"""The keys of tags that drplan puts on what it made."""

_NOT_THERE = {"404", "NoSuchBucket"}
_NOT_OURS = {"403", "AccessDenied"}
_NO_TAGS = {"NoSuchTagSet", "NoSuchTagSetError"}
_AT_ONCE = 1000
"""Versions that one DeleteObjects takes: Amazon S3 API Reference."""

_TRIES, _PAUSE = 6, 0.5
"""A copy that was under way when a drill ended may still arrive."""


@dataclass(frozen=True)
class Mark:
    """Which drill a scratch bucket is of, until when it may stand, and the machine that made it."""

    drill: str
    until: datetime
    host: str = field(default="", compare=False)

    def tags(self) -> list[TagTypeDef]:
        """Return it as S3 keeps it."""
        told = {_DRILL: self.drill, _UNTIL: self.until.isoformat(), _HOST: self.host}
        return [{"Key": key, "Value": value} for key, value in told.items()]


def mark_in(tags: Collection[TagTypeDef]) -> Mark | None:
    """Return the mark among tags as AWS lists them."""
    told = {each["Key"]: each.get("Value", "") for each in tags}
    try:
        until = datetime.fromisoformat(told[_UNTIL])
        return Mark(told[_DRILL], until, told.get(_HOST, "")) if until.tzinfo else None
    except (KeyError, ValueError):
        return None


def standing(client: S3Client, bucket: str) -> str:
    """Say how a name stands: ``free``, ``ours`` (of this account) or ``another's``."""
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error_code(error) in _NOT_THERE:
            return "free"
        if error_code(error) in _NOT_OURS:
            return "another's"
        raise
    return "ours"


def mark_of(client: S3Client, bucket: str) -> Mark | None:
    """Return the mark that a bucket carries; ``None`` for one that is of no drill."""
    try:
        return mark_in(client.get_bucket_tagging(Bucket=bucket)["TagSet"])
    except ClientError as error:
        if error_code(error) in _NO_TAGS:
            return None
        raise


def make(account: AwsAccount, bucket: str, mark: Mark, access: Access) -> None:
    """Make a bucket that carries the mark; nothing when it is there with it.

    Raises ``SourceError`` for a bucket of that name without it, and as ``errors_for`` does.
    """
    verify_account(account, access)
    client = s3_client(account.region)
    with errors_for(f"{account.name}/{bucket}"):
        there = standing(client, bucket)
        if there == "free":
            create_bucket(client, bucket, account.region, tags=mark.tags())
            # Not every server keeps the tags that a bucket is made with.
            if mark_of(client, bucket) is None:
                client.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": mark.tags()})
        if there == "another's" or mark_of(client, bucket) != mark:
            raise unmarked(bucket)


def unmarked(bucket: str) -> SourceError:
    """Return the error for a bucket that is not this drill's."""
    return SourceError(
        f"{bucket} is there and does not carry this drill's mark: it is not touched",
        next_step="see whose it is; declare another scratch_prefix for the account, or start the drill again",
    )


def empty(account: AwsAccount, bucket: str, mark: Mark) -> int:
    """Remove every version, delete marker and unfinished upload; returns how many. Only with this mark."""
    client = s3_client(account.region)
    with errors_for(f"{account.name}/{bucket}"):
        if mark_of(client, bucket) != mark:
            raise unmarked(bucket)
        return _empty(client, bucket)


def remove(account: AwsAccount, bucket: str, mark: Mark) -> int:
    """Remove a bucket that carries this mark, with all in it; returns how many versions it held.

    Raises ``SourceError`` for one without, ``LabError`` when it would not go.
    """
    client, gone = s3_client(account.region), 0
    with errors_for(f"{account.name}/{bucket}"):
        for again in range(_TRIES):
            time.sleep(_PAUSE if again else 0)
            gone += empty(account, bucket, mark)
            try:
                client.delete_bucket(Bucket=bucket)
            except ClientError as error:
                if error_code(error) != "BucketNotEmpty":
                    raise
            if standing(client, bucket) == "free":
                return gone
    raise LabError(f"{bucket} would not go", next_step="run: drplan drill gc --accounts")


def found(account: AwsAccount, access: Access) -> Iterator[tuple[str, Mark | None]]:
    """Yield the account's buckets whose names begin with its scratch prefix, with their marks."""
    verify_account(account, access)
    client, prefix = s3_client(account.region), f"{account.scratch_prefix}-"
    with errors_for(account.name):
        pages = client.get_paginator("list_buckets").paginate(Prefix=prefix)
        names = [each["Name"] for page in pages for each in page.get("Buckets", [])]
        for name in names:
            if name.startswith(prefix) and name not in account.buckets:
                yield name, mark_of(client, name)


def _empty(client: S3Client, bucket: str) -> int:
    gone = 0
    for batch in _batches(client, bucket):
        said = client.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
        if said.get("Errors"):
            why = said["Errors"][0].get("Code", "unknown")
            raise SourceError(
                f"{bucket}: {len(said['Errors'])} versions could not be removed ({why})",
                next_step="allow s3:DeleteObjectVersion on the scratch prefix, then run: drplan drill gc",
            )
        gone += len(batch)
    uploads = client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket)
    unfinished = [(each["Key"], each["UploadId"]) for page in uploads for each in page.get("Uploads", [])]
    with ThreadPoolExecutor(IN_PARALLEL) as pool:
        list(pool.map(lambda it: _abort(client, bucket, *it), unfinished))
    return gone


def _abort(client: S3Client, bucket: str, key: str, upload: str) -> None:
    client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)


def _batches(client: S3Client, bucket: str) -> Iterator[list[Any]]:
    there = versions(client, bucket)
    while batch := list(islice(there, _AT_ONCE)):
        yield [{"Key": each.key, "VersionId": each.version} for each in batch]
