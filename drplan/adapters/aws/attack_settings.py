"""Attempts on the settings of a bucket that production uses, made so that success changes nothing.

How one is written: :mod:`drplan.adapters.aws.attack_writing`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.attack_objects import Scratch, answered, is_refused
from drplan.adapters.aws.attack_writing import NO_SUCH_THING, SAME, Writing, again_or_new, read_now, unread
from drplan.adapters.aws.retries import THROTTLED
from drplan.adapters.aws.session import error_code
from drplan.plan.attack import Attempt

_NONE = "there was none to delete, and S3 would have let it go"
_LEAST_SIZE = "TransitionDefaultMinimumObjectSize"
"""Left out of a write, S3 sets it back to its default (Amazon S3 API Reference)."""


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
        if answered(error) == NO_SUCH_THING:
            return Attempt(what, "harmless", "this server has no such setting")
        return Attempt(what, "refused" if is_refused(error) else "unclear", code)


def _lifecycle(what: str, scratch: Scratch) -> Attempt:
    s3 = scratch.client
    now = read_now(s3.get_bucket_lifecycle_configuration, scratch, "NoSuchLifecycleConfiguration")
    idle: Any = {
        "ID": "drplan-attack",
        "Status": "Disabled",
        "Filter": {"Prefix": scratch.key("never/")},
        "Expiration": {"Days": 3650},
    }
    new = {"LifecycleConfiguration": {"Rules": [idle]}}
    same = _same_rules(now.value) if now.value else None
    write, delete = s3.put_bucket_lifecycle_configuration, s3.delete_bucket_lifecycle
    return again_or_new(what, scratch, now, Writing(write, delete, same, new))


def _same_rules(there: Any) -> Any:
    rules: Any = {"LifecycleConfiguration": {"Rules": there["Rules"]}}
    return rules | ({_LEAST_SIZE: there[_LEAST_SIZE]} if _LEAST_SIZE in there else {})


def _default_retention(what: str, scratch: Scratch) -> Attempt:
    s3 = scratch.client
    absent = ("ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration")
    now = read_now(s3.get_object_lock_configuration, scratch, *absent)
    if now.unknown:
        return unread(what, now)
    there = (now.value or {}).get("ObjectLockConfiguration", {})
    if not there.get("Rule"):
        return Attempt(what, "nothing", "the bucket locks nothing by itself")
    if (days := _days(there["Rule"])) < scratch.days:
        return Attempt(what, "nothing", f"new objects are locked for {days} d, declared are {scratch.days}")
    s3.put_object_lock_configuration(Bucket=scratch.bucket, ObjectLockConfiguration=there)
    return Attempt(what, "succeeded", SAME)


def _days(rule: Any) -> int:
    """Return for how long a rule locks; a year has 365 days (Amazon S3 API Reference, DefaultRetention)."""
    told = rule.get("DefaultRetention", {})
    return int(told.get("Days") or 365 * (told.get("Years") or 0))


def _versioning_enabled(what: str, scratch: Scratch) -> Attempt:
    """Write ``Enabled`` where a write was given a version, so that it is known to be what is there."""
    scratch.client.put_bucket_versioning(Bucket=scratch.bucket, VersioningConfiguration={"Status": "Enabled"})
    return Attempt(what, "succeeded", f"{SAME}; while object lock is on, S3 itself refuses to suspend")


def _versioning_unknown(what: str, _scratch: Scratch) -> Attempt:
    return Attempt(what, "nothing", "the bucket keeps no versions")


def _policy(what: str, scratch: Scratch) -> Attempt:
    s3 = scratch.client
    now = read_now(s3.get_bucket_policy, scratch, "NoSuchBucketPolicy")
    same = {"Policy": now.value["Policy"]} if now.value else None
    new = {"Policy": _forbids_nothing_real(scratch)}
    return again_or_new(what, scratch, now, Writing(s3.put_bucket_policy, s3.delete_bucket_policy, same, new))


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
    now = read_now(s3.get_bucket_policy, scratch, "NoSuchBucketPolicy")
    if now.unknown:
        return unread(what, now)
    if now.value:
        return Attempt(what, "not-tried", "a policy is there, and to delete it could hurt")
    try:
        s3.delete_bucket_policy(Bucket=scratch.bucket)
    except ClientError as error:
        if error_code(error) != "NoSuchBucketPolicy":
            raise
    return Attempt(what, "succeeded", _NONE)


def _public_access(what: str, scratch: Scratch) -> Attempt:
    """Write the block again; where it cannot be read, write the strictest, which weakens nothing.

    To delete it takes the same permission, ``s3:PutBucketPublicAccessBlock``.
    """
    s3 = scratch.client
    now = read_now(s3.get_public_access_block, scratch, "NoSuchPublicAccessBlockConfiguration")
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    there = (now.value or {}).get("PublicAccessBlockConfiguration")
    if now.unknown in THROTTLED:
        return unread(what, now)
    if not now.unknown and not there:
        s3.delete_public_access_block(Bucket=scratch.bucket)
        return Attempt(what, "succeeded", _NONE)
    strictest: Any = dict.fromkeys(names, True)
    s3.put_public_access_block(Bucket=scratch.bucket, PublicAccessBlockConfiguration=there or strictest)
    return Attempt(what, "succeeded", SAME if there else "all of it was turned on, and S3 took it")


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
