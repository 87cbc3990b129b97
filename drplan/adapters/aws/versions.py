"""Every version of a bucket as its listing has them, in the listing's own order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.session import error_code
from drplan.plan.cloud.point_in_time import Expiry, Version

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SORT = re.compile(rb"<(Version|DeleteMarker)[\s>]")
_ORDER = "drplan-order"
_LISTED = "before-parse.s3.ListObjectVersions"


def versions(client: S3Client, bucket: str) -> Iterator[Version]:
    """Yield versions and delete markers, a page of 1000 at a time; botocore's errors pass through.

    S3 lists both sorts mixed, in order, and botocore parts them: which came first is read in the answer
    itself. A server that parts them too (moto does) leaves only the times to go by; then versions are not
    ``ordered``.
    """
    client.meta.events.register(_LISTED, _keep_order, unique_id=_ORDER)
    mixed = False
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        order: list[bool] = page[_ORDER]  # type: ignore[literal-required]
        mixed = mixed or _is_mixed(order)
        yield from _as_listed(page, order) if mixed else _by_time(page)


def _keep_order(response_dict: Any, customized_response_dict: Any, **_: Any) -> None:
    customized_response_dict[_ORDER] = [
        sort == b"DeleteMarker" for sort in _SORT.findall(response_dict["body"])
    ]


def _is_mixed(order: list[bool]) -> bool:
    """Say whether a version follows a marker: a server that parts them never writes that."""
    return True in order and not all(order[order.index(True) :])


def _as_listed(page: Any, order: list[bool]) -> Iterator[Version]:
    held, markers = iter(page.get("Versions", [])), iter(page.get("DeleteMarkers", []))
    for marker in order:
        yield _version(next(markers if marker else held), marker=marker, ordered=True)


def _by_time(page: Any) -> Iterator[Version]:
    told = [_version(each, marker=False, ordered=True) for each in page.get("Versions", [])]
    markers = page.get("DeleteMarkers", [])
    if not markers:
        yield from told
        return
    told = [_version(each, marker=False, ordered=False) for each in page.get("Versions", [])]
    told += [_version(each, marker=True, ordered=False) for each in markers]
    # Sorting is stable: of one sort and one time the listing's order stays.
    yield from sorted(told, key=lambda it: (it.key, not it.latest, -it.at.timestamp()))


def _version(told: Any, *, marker: bool, ordered: bool) -> Version:
    return Version(
        told["Key"],
        told["VersionId"],
        told["LastModified"],
        told["IsLatest"],
        marker,
        told.get("Size", 0),
        told.get("ETag", ""),
        ordered,
    )


def expiries(client: S3Client, bucket: str, now: datetime) -> list[Expiry]:
    """Return what the bucket's lifecycle may have removed of replaced versions by now."""
    try:
        rules = client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    except ClientError as error:
        if error_code(error) == "NoSuchLifecycleConfiguration":
            return []
        raise
    return list(_expiries(rules, now))


def _expiries(rules: Iterable[Any], now: datetime) -> Iterator[Expiry]:
    for rule in rules:
        days = rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays")
        if rule.get("Status") == "Enabled" and days is not None:
            only = rule.get("Filter", {})
            prefix = only.get("Prefix") or only.get("And", {}).get("Prefix") or rule.get("Prefix") or ""
            yield Expiry(prefix, now - timedelta(days=days))


def encrypts_with_keys(client: S3Client, bucket: str) -> bool:
    """Say whether new objects of a bucket get a key of AWS KMS; true also where nobody can tell."""
    try:
        held = client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    except ClientError as error:
        return error_code(error) != "ServerSideEncryptionConfigurationNotFoundError"
    words = [rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", "") for rule in held]
    return any(word.startswith("aws:kms") for word in words)
