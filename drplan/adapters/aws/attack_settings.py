"""Attempts on the settings of a bucket that production uses, made so that success changes nothing.

What is there is read and the same is written again: the permission is the same as for another value. Where
nothing is there, something without effect is written and taken away at once. What cannot be read is not
tried: to write without knowing what was there could hurt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from drplan.adapters.aws.attack_objects import Scratch, answered, is_refused
from drplan.adapters.aws.retries import SERVER_FAULT, THROTTLED
from drplan.adapters.aws.session import error_code
from drplan.errors import SourceError
from drplan.plan.attack import Attempt

_UNKNOWN = "what is there now cannot be read ({}), and is not written over unknown"
_SAME = "the value that was there was written again, and S3 took it"
_NEW = "something without effect was written where nothing was, and S3 took it; it was taken away again"
_LEFT = "something without effect was written where nothing was, and could not be taken away again"
_NO_SUCH_THING = 501
_UNSAID = ("ResponseMetadata",)
_LEAST_SIZE = "TransitionDefaultMinimumObjectSize"
"""Left out of a write, S3 sets it back to its default (Amazon S3 API Reference)."""


@dataclass(frozen=True)
class Now:
    """What a setting is now: ``None`` where there is none; ``unknown`` says why it cannot be told."""

    value: Any = None
    unknown: str = ""


def attack_settings(scratch: Scratch, *, versioned: bool, may_delete_bucket: bool) -> tuple[Attempt, ...]:
    """Try all of them. ``versioned`` says that a write to the bucket was given a version.

    A bucket is only asked to go, by ``may_delete_bucket``, where a server is known to keep one that holds
    something: some delete it with all that is in it.
    """
    tried: Mapping[str, Callable[[str, Scratch], Attempt]] = {
        "lifecycle": _lifecycle,
        "default-retention": _default_retention,
        "versioning": _versioning_enabled if versioned else _versioning_unknown,
        "policy": _policy,
        "delete-policy": _delete_policy,
        "public-access": _public_access,
        "delete-bucket": _delete_bucket if may_delete_bucket else _bucket_left_alone,
    }
    return tuple(_one(what, attempt, scratch) for what, attempt in tried.items())


def _one(what: str, attempt: Callable[[str, Scratch], Attempt], scratch: Scratch) -> Attempt:
    try:
        return attempt(what, scratch)
    except ClientError as error:
        code = error_code(error)
        if answered(error) == _NO_SUCH_THING:
            return Attempt(what, "harmless", "this server has no such setting")
        return Attempt(what, "refused" if is_refused(error) else "unclear", code)


def _read(read: Callable[..., Any], scratch: Scratch, *absent: str) -> Now:
    """Read a setting; an error named in ``absent`` says that there is none."""
    try:
        said = read(Bucket=scratch.bucket)
    except ClientError as error:
        code = error_code(error)
        return Now() if code in absent else Now(unknown=code)
    return Now({name: value for name, value in said.items() if name not in _UNSAID})


def _lifecycle(what: str, scratch: Scratch) -> Attempt:
    s3 = scratch.client
    now = _read(s3.get_bucket_lifecycle_configuration, scratch, "NoSuchLifecycleConfiguration")
    if now.unknown:
        return Attempt(what, "not-tried", _UNKNOWN.format(now.unknown))
    if now.value:
        told: Any = {"LifecycleConfiguration": {"Rules": now.value["Rules"]}}
        told |= {_LEAST_SIZE: now.value[_LEAST_SIZE]} if _LEAST_SIZE in now.value else {}
        s3.put_bucket_lifecycle_configuration(Bucket=scratch.bucket, **told)
        return Attempt(what, "succeeded", _SAME)
    idle: Any = {
        "ID": "drplan-attack",
        "Status": "Disabled",
        "Filter": {"Prefix": scratch.key("never/")},
        "Expiration": {"Days": 3650},
    }
    told = {"LifecycleConfiguration": {"Rules": [idle]}}
    return _for_a_moment(
        what, scratch, s3.put_bucket_lifecycle_configuration, told, s3.delete_bucket_lifecycle
    )


def _default_retention(what: str, scratch: Scratch) -> Attempt:
    s3 = scratch.client
    absent = ("ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration")
    now = _read(s3.get_object_lock_configuration, scratch, *absent)
    if now.unknown:
        return Attempt(what, "not-tried", _UNKNOWN.format(now.unknown))
    there = (now.value or {}).get("ObjectLockConfiguration", {})
    if not there.get("Rule"):
        return Attempt(what, "nothing", "the bucket locks nothing by itself")
    if (days := _days(there["Rule"])) < scratch.days:
        return Attempt(what, "nothing", f"new objects are locked for {days} d, declared are {scratch.days}")
    s3.put_object_lock_configuration(Bucket=scratch.bucket, ObjectLockConfiguration=there)
    return Attempt(what, "succeeded", _SAME)


def _days(rule: Any) -> int:
    """Return for how long a rule locks; a year has 365 days (Amazon S3 API Reference, DefaultRetention)."""
    told = rule.get("DefaultRetention", {})
    return int(told.get("Days") or 365 * (told.get("Years") or 0))


def _versioning_enabled(what: str, scratch: Scratch) -> Attempt:
    """Write ``Enabled`` where a write was given a version, so that it is known to be what is there."""
    scratch.client.put_bucket_versioning(Bucket=scratch.bucket, VersioningConfiguration={"Status": "Enabled"})
    return Attempt(what, "succeeded", f"{_SAME}; while object lock is on, S3 itself refuses to suspend")


def _versioning_unknown(what: str, _scratch: Scratch) -> Attempt:
    return Attempt(what, "nothing", "the bucket keeps no versions")


def _policy(what: str, scratch: Scratch) -> Attempt:
    s3 = scratch.client
    now = _read(s3.get_bucket_policy, scratch, "NoSuchBucketPolicy")
    if now.unknown:
        return Attempt(what, "not-tried", _UNKNOWN.format(now.unknown))
    if now.value:
        s3.put_bucket_policy(Bucket=scratch.bucket, Policy=now.value["Policy"])
        return Attempt(what, "succeeded", _SAME)
    told = {"Policy": _forbids_nothing_real(scratch)}
    return _for_a_moment(what, scratch, s3.put_bucket_policy, told, s3.delete_bucket_policy)


def _forbids_nothing_real(scratch: Scratch) -> str:
    """Return a policy that forbids writing one object that nobody will ever write."""
    where = f"arn:aws:s3:::{scratch.bucket}/{scratch.key('never')}"
    told = {
        "Sid": "DrplanAttack",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": where,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [told]})


def _delete_policy(what: str, scratch: Scratch) -> Attempt:
    """Delete a policy only where none is: S3 asks for the permission all the same."""
    s3 = scratch.client
    now = _read(s3.get_bucket_policy, scratch, "NoSuchBucketPolicy")
    if now.unknown:
        return Attempt(what, "not-tried", _UNKNOWN.format(now.unknown))
    if now.value:
        return Attempt(what, "not-tried", "a policy is there, and to delete it could hurt")
    try:
        s3.delete_bucket_policy(Bucket=scratch.bucket)
    except ClientError as error:
        if error_code(error) != "NoSuchBucketPolicy":
            raise
    return Attempt(what, "succeeded", "there was none to delete, and S3 would have let it go")


def _public_access(what: str, scratch: Scratch) -> Attempt:
    """Write the block again; where it cannot be read, write the strictest, which weakens nothing.

    To delete it takes the same permission, ``s3:PutBucketPublicAccessBlock``.
    """
    s3 = scratch.client
    now = _read(s3.get_public_access_block, scratch, "NoSuchPublicAccessBlockConfiguration")
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    there = (now.value or {}).get("PublicAccessBlockConfiguration")
    if now.unknown in THROTTLED:
        return Attempt(what, "not-tried", _UNKNOWN.format(now.unknown))
    if not now.unknown and not there:
        s3.delete_public_access_block(Bucket=scratch.bucket)
        return Attempt(what, "succeeded", "there was none to delete, and S3 would have let it go")
    strictest: Any = dict.fromkeys(names, True)
    s3.put_public_access_block(Bucket=scratch.bucket, PublicAccessBlockConfiguration=there or strictest)
    return Attempt(what, "succeeded", _SAME if there else "all of it was turned on, and S3 took it")


def _delete_bucket(what: str, scratch: Scratch) -> Attempt:
    """Ask for it only when the bucket is seen to hold something: then S3 keeps it whoever asks."""
    held = scratch.client.list_objects_v2(Bucket=scratch.bucket, MaxKeys=1)
    if not held.get("Contents"):
        return Attempt(what, "not-tried", "the bucket shows nothing that would keep it from going")
    scratch.client.delete_bucket(Bucket=scratch.bucket)
    return Attempt(what, "succeeded", "the bucket is gone")


def _bucket_left_alone(what: str, _scratch: Scratch) -> Attempt:
    return Attempt(
        what, "not-tried", "not every server keeps a bucket that holds something: this one is not asked"
    )


def _for_a_moment(
    what: str, scratch: Scratch, write: Callable[..., Any], told: Any, delete: Callable[..., Any]
) -> Attempt:
    """Write where nothing is and take it away again, also when the answer to the write was lost."""
    try:
        write(Bucket=scratch.bucket, **told)
    except ClientError as error:
        if answered(error) >= SERVER_FAULT and answered(error) != _NO_SUCH_THING:
            _taken_back(what, delete, scratch)
        raise
    except BaseException:
        _taken_back(what, delete, scratch)
        raise
    return Attempt(what, "succeeded", _NEW if _taken_back(what, delete, scratch) else _LEFT)


def _taken_back(what: str, delete: Callable[..., Any], scratch: Scratch) -> bool:
    try:
        delete(Bucket=scratch.bucket)
    except ClientError:
        return False
    except BotoCoreError as error:
        raise SourceError(
            f"{scratch.bucket}: something without effect may be left as its {what}: the server went silent",
            next_step=f"look whether its {what} names {scratch.prefix}, and take that away by hand",
        ) from error
    return True
