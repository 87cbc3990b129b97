"""Every version of a bucket as its listing has them, in the listing's own order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from botocore.exceptions import ClientError

from drplan.adapters.aws.session import error_code
from drplan.errors import SourceError
from drplan.plan.cloud.point_in_time import Expiry
from drplan.plan.cloud.version import NULL, Version

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from mypy_boto3_s3 import S3Client

_WELL = 200
_FOUND = "drplan-found"
_LISTED = "before-parse.s3.ListObjectVersions"
_SORTS = {"Version": False, "DeleteMarker": True}
_ours: ContextVar[bool] = ContextVar("ours", default=False)
"""Whether the listing is one of this module's: a client is shared, and others' listings stay as they are."""


def versions(client: S3Client, bucket: str, prefix: str = "") -> Iterator[Version]:
    """Yield versions and delete markers, a page of 1000 at a time; botocore's errors pass through.

    S3 lists both sorts mixed, in order, and botocore parts them: so they are read in the answer itself, which
    takes a fifth of the time too. A server that parts them (moto does) leaves only the times to go by; then
    versions are not ``ordered``.
    """
    mixed = False
    for found in _pages(client, bucket, prefix):
        in_order = _in_order(found)
        mixed = mixed or (in_order and _is_mixed(found))
        yield from found if mixed and in_order else _by_time(found)


def _pages(client: S3Client, bucket: str, prefix: str) -> Iterator[list[Version]]:
    listing: Any = client.get_paginator("list_object_versions")
    client.meta.events.register(_LISTED, _take_out, unique_id=_FOUND)
    pages = iter(listing.paginate(Bucket=bucket, Prefix=prefix))
    while True:
        token = _ours.set(True)
        try:
            page = next(pages, None)
        finally:
            _ours.reset(token)
        if page is None:
            return
        yield page[_FOUND]


def _take_out(response_dict: Any, customized_response_dict: Any, **_: Any) -> None:
    """Read the versions of an answer, and leave botocore the rest of it."""
    if response_dict["status_code"] != _WELL or not _ours.get():
        return
    try:
        root = ET.fromstring(response_dict["body"])  # noqa: S314 - botocore reads the same bytes so
        urls = any(_word(each) == "EncodingType" and each.text == "url" for each in root)
        own = [(_word(each), each) for each in root]
        found = [_version(each, marker=_SORTS[word], urls=urls) for word, each in own if word in _SORTS]
    except (ET.ParseError, KeyError, ValueError) as error:
        raise SourceError(
            f"a listing of versions is not of S3's form ({type(error).__name__}): nothing of it is believed",
            next_step="see what answers at the declared endpoint of this bucket",
        ) from error
    root[:] = [each for word, each in own if word not in _SORTS]
    response_dict["body"] = ET.tostring(root)
    customized_response_dict[_FOUND] = found


def _word(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _in_order(found: list[Version]) -> bool:
    return all(one.key <= after.key for one, after in pairwise(found))


def _is_mixed(found: list[Version]) -> bool:
    """Say whether a version follows a marker: in the order of keys, a server that parts them never does."""
    sorts = [each.marker for each in found]
    return True in sorts and not all(sorts[sorts.index(True) :])


def _by_time(found: list[Version]) -> list[Version]:
    # Sorting is stable: of one sort and one time the listing's order stays.
    if not any(each.marker for each in found):
        return sorted(found, key=attrgetter("key"))
    unsure = [replace(each, ordered=False) for each in found]
    return sorted(unsure, key=lambda it: (it.key, not it.latest, -it.at.timestamp()))


def _version(element: Element, *, marker: bool, urls: bool) -> Version:
    told = {_word(each): each.text or "" for each in element}
    key = told["Key"]
    return Version(
        unquote(key) if urls and "%" in key else key,
        told.get("VersionId") or NULL,
        datetime.fromisoformat(told["LastModified"]),
        told["IsLatest"] == "true",
        marker,
        int(told.get("Size", 0)),
        told.get("ETag", ""),
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
