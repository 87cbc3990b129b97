"""A versioned bucket as a data set: reading it, losing it the way a thief would, bringing it back."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from drplan.adapters.access import Access
from drplan.adapters.aws.session import IN_PARALLEL, error_code, errors_for, s3_client, verify_account
from drplan.declare import AwsAccount
from drplan.errors import SourceError, UsageError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Entry = dict[str, str | int]
"""One object: ``type``, ``size`` in bytes, ``sha256`` of the bytes that were read."""

_CHUNK = 1 << 20
_ONE_COPY = 5 * (1 << 30)
_GONE = {"404", "NoSuchKey", "NoSuchVersion", "400", "InvalidArgument"}

# Up to 5 GiB one server-side request copies content and metadata. Above it S3 needs parts, which keep the
# content only. Threads are ours, so that copies of many small objects run side by side.
_COPY = TransferConfig(multipart_threshold=_ONE_COPY, multipart_chunksize=_ONE_COPY // 10, use_threads=False)


def _keys(client: S3Client, bucket: str) -> list[str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return sorted(entry["Key"] for page in pages for entry in page.get("Contents", []))


def _read(client: S3Client, bucket: str, key: str, **which: str) -> tuple[str, Entry, str]:
    answer = client.get_object(Bucket=bucket, Key=key, **which)  # type: ignore[arg-type]
    digest, size = hashlib.sha256(), 0
    for chunk in answer["Body"].iter_chunks(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return (
        key,
        {"type": "object", "size": size, "sha256": digest.hexdigest()},
        answer.get("VersionId", "null"),
    )


def _see_versioning(client: S3Client, bucket: str) -> None:
    if client.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        raise SourceError(
            f"bucket {bucket} keeps no versions, so nothing of it could be brought back",
            next_step="run drplan deploy apply: the baseline turns versioning on",
        )


def _steal(client: S3Client, bucket: str, key: str, *, overwrite: bool) -> None:
    if overwrite:
        size = client.head_object(Bucket=bucket, Key=key)["ContentLength"]
        # As long as the object was, but never more than a thief would bother to send.
        client.put_object(Bucket=bucket, Key=key, Body=os.urandom(min(max(size, 16), _CHUNK)))
    else:
        client.delete_object(Bucket=bucket, Key=key)


def _same(client: S3Client, bucket: str, key: str, version: str) -> bool:
    """Say whether the current object is the wanted version or a whole copy of it."""
    wanted = client.head_object(Bucket=bucket, Key=key, VersionId=version)
    try:
        current = client.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error_code(error) in _GONE:
            return False
        raise
    return (current["ETag"], current["ContentLength"]) == (wanted["ETag"], wanted["ContentLength"])


def _read_version(client: S3Client, bucket: str, key: str, version: str) -> tuple[str, Entry] | None:
    """Return a version's key and facts; nothing when it is gone."""
    try:
        return _read(client, bucket, key, VersionId=version)[:2]
    except ClientError as error:
        if error_code(error) in _GONE:
            return None
        raise


def _copy_over(client: S3Client, bucket: str, key: str, version: str, to: str) -> str:
    """Return ``copied`` or ``lost``."""
    try:
        source = {"Bucket": bucket, "Key": key, "VersionId": version}
        client.copy(source, to, key, Config=_COPY)  # type: ignore[arg-type]
    except ClientError as error:
        if error_code(error) in _GONE:
            return "lost"
        raise
    return "copied"


def _bring_back(client: S3Client, bucket: str, key: str, version: str) -> str:
    """Return ``kept``, ``copied`` or ``lost``."""
    try:
        if _same(client, bucket, key, version):
            return "kept"
    except ClientError as error:
        if error_code(error) in _GONE:
            return "lost"
        raise
    return _copy_over(client, bucket, key, version, bucket)


class S3BucketSource:
    """Reads and restores versioned buckets. Whoever calls has entered ``access`` (see ``access.enter``)."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def describe(self, account: AwsAccount, bucket: str) -> tuple[dict[str, Entry], dict[str, str]]:
        """Read every current object; return ``({key: facts}, {key: version id})``.

        Facts are ``type``, ``size`` and ``sha256``: what a restored object must equal. Version ids say where
        the bytes can be fetched again, and differ after a restore. Raises ``SourceError`` when the bucket
        keeps no versions, the
        account is another one, or an object vanished while it was read, ``Unreachable``, ``SecretMissing``.
        """
        verify_account(account, self._access)
        client = s3_client(account.region)
        with errors_for(f"{account.name}/{bucket}"):
            _see_versioning(client, bucket)
            with ThreadPoolExecutor(IN_PARALLEL) as pool:
                read = list(pool.map(lambda key: _read(client, bucket, key), _keys(client, bucket)))
        return {key: facts for key, facts, _ in read}, {key: version for key, _, version in read}

    def read_versions(
        self, account: AwsAccount, bucket: str, versions: Mapping[str, str]
    ) -> dict[str, Entry]:
        """Read the given version of every key, current or not; one that is gone is left out.

        Raises as :meth:`describe` does.
        """
        verify_account(account, self._access)
        client = s3_client(account.region)
        with errors_for(f"{account.name}/{bucket}"), ThreadPoolExecutor(IN_PARALLEL) as pool:
            read = list(pool.map(lambda item: _read_version(client, bucket, *item), versions.items()))
        return dict(each for each in read if each is not None)

    def lose(self, account: AwsAccount, bucket: str) -> str:
        """Do what a thief with the client's keys does: every other object overwritten, the rest deleted.

        Older versions stay, as they do for whoever lacks ``s3:DeleteObjectVersion``. Returns one line that
        says what was done. Raises ``UsageError`` outside a lab: this never touches production.
        """
        if self._access.where == "production":
            raise UsageError(
                f"{account.name}/{bucket} is production: drplan destroys in a lab only",
                next_step="run drplan lab up, then the drill",
            )
        verify_account(account, self._access)
        client = s3_client(account.region)
        with errors_for(f"{account.name}/{bucket}"), ThreadPoolExecutor(IN_PARALLEL) as pool:
            keys = _keys(client, bucket)
            list(
                pool.map(
                    lambda item: _steal(client, bucket, item[1], overwrite=item[0] % 2 == 0), enumerate(keys)
                )
            )
        overwritten = (len(keys) + 1) // 2
        return f"{overwritten} objects overwritten with noise, {len(keys) - overwritten} deleted"

    def recover(self, account: AwsAccount, bucket: str, versions: Mapping[str, str]) -> list[str]:
        """Make the given version of every key the current one again; return notes for the record.

        An old version is copied over the present one. That needs no permission to delete, works under object
        lock, and keeps the thief's versions as evidence. Nothing is removed: keys that are not in
        ``versions`` stay and are noted. A version that is gone is noted, not raised: reading the bucket
        anew shows what is missing. Safe to repeat.
        """
        verify_account(account, self._access)
        client = s3_client(account.region)
        with errors_for(f"{account.name}/{bucket}"):
            with ThreadPoolExecutor(IN_PARALLEL) as pool:
                done = list(pool.map(lambda item: _bring_back(client, bucket, *item), versions.items()))
            others = set(_keys(client, bucket)) - set(versions)
        lost = [key for key, outcome in zip(versions, done, strict=True) if outcome == "lost"]
        notes = [f"{done.count('copied')} objects copied from their earlier version"]
        notes += [f"{done.count('kept')} objects were in place already"] if "kept" in done else []
        notes += [f"{len(lost)} versions are gone: {', '.join(lost[:5])}"] if lost else []
        notes += [f"{len(others)} objects not in the recovery point were left alone"] if others else []
        return notes

    def copy_to(self, account: AwsAccount, bucket: str, versions: Mapping[str, str], to: str) -> list[str]:
        """Copy the given version of every key into another bucket of the account, within S3.

        ``bucket`` is only read. A version that is gone is noted, not raised. Returns notes for the record.
        """
        verify_account(account, self._access)
        client = s3_client(account.region)

        def copy(item: tuple[str, str]) -> str:
            return _copy_over(client, bucket, item[0], item[1], to)

        with errors_for(f"{account.name}/{bucket}"), ThreadPoolExecutor(IN_PARALLEL) as pool:
            done = list(pool.map(copy, versions.items()))
        lost = [key for key, outcome in zip(versions, done, strict=True) if outcome == "lost"]
        notes = [f"{done.count('copied')} objects copied from their versions in {bucket} to {to}"]
        return notes + ([f"{len(lost)} versions are gone: {', '.join(lost[:5])}"] if lost else [])
