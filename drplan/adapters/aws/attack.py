"""The whole attack on a repository in S3: a scratch prefix, all attempts, and what is cleaned after them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from drplan.adapters.aws.attack_objects import Scratch, attack_objects, locked_until
from drplan.adapters.aws.attack_settings import attack_settings
from drplan.adapters.aws.place import S3Place, s3_at
from drplan.adapters.aws.session import error_code, errors_for
from drplan.adapters.aws.versions import versions
from drplan.errors import UsageError
from drplan.plan.attack import Assault, Attempt
from drplan.plan.cloud.version import Version

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Pruning = Callable[[S3Place], tuple[bool, str]]
"""Makes a repository at a place, drops all of it, and tells whether it shows nothing now, and why not."""

_AT_ONCE = 1000
_OF_A_VERSION = ("refused", "succeeded", "unclear")
"""What can only come of deleting a version where the write just before was given one."""

_RESTICS = {"data", "index", "keys", "snapshots"}
"""The folders that a repository with a snapshot has (restic's design document, "Repository Layout")."""


@dataclass(frozen=True)
class Left:
    """What stays of a scratch prefix, and until when the last lock of it holds."""

    count: int
    until: datetime | None


def attack_bucket(
    place: S3Place,
    scratch: str,
    prune: Pruning,
    now: datetime,
    *,
    rehearsal: bool,
    subject: str,
    days: int = 0,
) -> Assault:
    """Attack below ``scratch`` with the credentials of ``place``, and clean up what can be cleaned.

    ``days`` is for how long the copy declares that new objects are locked.
    Raises ``UsageError`` when something lies there already, and what ``errors_for`` does when the bucket
    cannot be reached at all.
    """
    ground = place.beside(scratch)
    with s3_at(ground) as client, errors_for(subject):
        _refuse_what_is_there(client, ground)
        here = Scratch(client, ground.bucket, ground.prefix, now, days)
        try:
            attempts = tuple(_all(here, ground, prune, rehearsal=rehearsal))
        except BaseException:
            # What went wrong first may say what is left in the bucket's settings: it is what must be heard.
            with suppress(ClientError, BotoCoreError):
                clean(client, ground.bucket, ground.prefix)
            raise
        left = clean(client, ground.bucket, ground.prefix)
    return Assault(ground.prefix, attempts, left.count, left.until)


def _all(here: Scratch, ground: S3Place, prune: Pruning, *, rehearsal: bool) -> Iterator[Attempt]:
    objects = attack_objects(here)
    yield from objects
    tried = [each for each in objects if each.came != "not-tried"]
    if not tried:
        why = "no scratch object could be written, so the credential may be none of this bucket's"
        yield from (Attempt(each.what, "not-tried", why) for each in _unwritten())
        return
    versioned = any(each.what == "delete-version" and each.came in _OF_A_VERSION for each in objects)
    locked = any(each.what == "delete-version" and each.came == "refused" for each in objects)
    safe = ground.is_amazons or (rehearsal and locked)
    yield from attack_settings(here, versioned=versioned, may_delete_bucket=safe)
    yield _prune(here, ground, prune)


def _unwritten() -> Iterator[Attempt]:
    names = ("lifecycle", "default-retention", "versioning", "policy", "delete-policy", "public-access")
    yield from (Attempt(each, "not-tried") for each in (*names, "delete-bucket", "prune"))


def _prune(here: Scratch, ground: S3Place, prune: Pruning) -> Attempt:
    """Make a repository, drop all of it, and see whether its files are still there below delete markers."""
    repository = ground.beside("repository")
    empty, why = prune(repository)
    if not empty:
        return Attempt("prune", "refused" if why == "it is still there" else "not-tried", why)
    try:
        there = _stays_whole(here.client, here.bucket, repository.prefix)
    except ClientError as error:
        return Attempt("prune", "unclear", error_code(error))
    if there:
        return Attempt("prune", "hidden", "every version is still there")
    return Attempt("prune", "succeeded", "the snapshot is gone with its data")


def _stays_whole(client: S3Client, bucket: str, prefix: str) -> bool:
    """Say whether all that a repository is made of has a version, and nothing a marker alone."""
    held: set[str] = set()
    marked: set[str] = set()
    for each in versions(client, bucket, prefix):
        (marked if each.marker else held).add(each.key)
    folders = {key.removeprefix(prefix).partition("/")[0] for key in held}
    return folders >= _RESTICS and held >= marked


def _refuse_what_is_there(client: S3Client, ground: S3Place) -> None:
    held = client.list_objects_v2(Bucket=ground.bucket, Prefix=ground.prefix, MaxKeys=1)
    if held.get("Contents"):
        raise UsageError(
            f"{ground.bucket}/{ground.prefix} holds something already: it is not touched",
            next_step="start again: each attack draws a new name for its scratch prefix",
        )


def clean(client: S3Client, bucket: str, prefix: str) -> Left:
    """Delete what may be deleted below a scratch prefix, hide the rest, and tell what stays."""
    try:
        there = list(versions(client, bucket, prefix))
        for first in range(0, len(there), _AT_ONCE):
            _delete(client, bucket, there[first : first + _AT_ONCE])
        _hide(client, bucket, prefix)
        stays = [each for each in versions(client, bucket, prefix) if not each.marker]
    except ClientError:
        return _left_unseen(client, bucket, prefix)
    until = [locked_until(client, bucket, each.key, each.version) for each in stays]
    return Left(len(stays), max((each for each in until if each), default=None))


def _left_unseen(client: S3Client, bucket: str, prefix: str) -> Left:
    """Clean without seeing versions: what is deleted then leaves the list, and may stay below a marker."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
    until = [locked_until(client, bucket, each, None) for each in keys]
    for key in keys:
        try:
            client.delete_object(Bucket=bucket, Key=key)
        except ClientError:
            continue
    return Left(len(keys), max((each for each in until if each), default=None))


def _hide(client: S3Client, bucket: str, prefix: str) -> None:
    """Put a marker over what would not go: a lifecycle rule for old versions then ends it with its lock."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for each in page.get("Contents", ()):
            client.delete_object(Bucket=bucket, Key=each["Key"])


def _delete(client: S3Client, bucket: str, there: list[Version]) -> None:
    named: list[Any] = [{"Key": each.key, "VersionId": each.version} for each in there]
    try:
        client.delete_objects(Bucket=bucket, Delete={"Objects": named, "Quiet": True})
    except ClientError as error:
        if error_code(error) != "AccessDenied":
            raise
