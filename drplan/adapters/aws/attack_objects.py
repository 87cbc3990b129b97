"""Attempts on objects, each on one of its own that was written for it below a scratch prefix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.faults import BAD_KEYS, CLOCK, EXPIRED
from drplan.adapters.aws.session import error_code
from drplan.plan.attack import Attempt

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BODY = b"written by drplan backup check --attack; nobody needs it"
OTHER = b"overwritten by drplan backup check --attack"

_REFUSED = (401, 403)
_CONFLICT = 409
_NOT_OF_THE_REQUEST = (
    BAD_KEYS | EXPIRED | CLOCK | {"OperationAborted", "ConditionalRequestConflict", "AccountProblem"}
)
"""Codes with such a status that say nothing of what is allowed: another key, hour or moment was at fault."""
_NO_LOCK = {"InvalidRequest", "ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration"}
_MISSING = {"NoSuchKey", "NoSuchVersion", "404"}


@dataclass(frozen=True)
class Scratch:
    """Where it is tried: a client with the backup credential, and a prefix that is all its own.

    ``days`` is for how long new objects should be locked, as declared.
    """

    client: S3Client
    bucket: str
    prefix: str
    now: datetime
    days: int = 0

    def key(self, name: str) -> str:
        """Return the key of one attempt's own object."""
        return f"{self.prefix}{name}"


@dataclass(frozen=True)
class Written:
    """One scratch object. ``version`` is ``None`` where the bucket keeps none."""

    key: str
    version: str | None
    until: datetime | None


def answered(error: ClientError) -> int:
    """Return the HTTP status that a request was answered with."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def is_refused(error: ClientError) -> bool:
    """Say whether S3 forbade it: a request it did not understand, or not now, was no attempt."""
    return answered(error) in (*_REFUSED, _CONFLICT) and error_code(error) not in _NOT_OF_THE_REQUEST


def came_of(what: str, error: ClientError) -> Attempt:
    """Say what came of an attempt that ended with an error."""
    code = error_code(error)
    if is_refused(error):
        return Attempt(what, "refused", code)
    if code in _NO_LOCK:
        return Attempt(what, "nothing", "the object carries no lock")
    return Attempt(what, "unclear", code)


def attack_objects(scratch: Scratch) -> tuple[Attempt, ...]:
    """Try all of them; when nothing can be written there, none was tried."""
    found: list[Attempt] = []
    for what, attempt in _ATTEMPTS.items():
        try:
            written = _write(scratch, what)
        except ClientError as error:
            why = f"the credential could write no scratch object: {error_code(error)}"
            return (*found, *(Attempt(each, "not-tried", why) for each in [*_ATTEMPTS][len(found) :]))
        try:
            found.append(attempt(scratch, written))
        except ClientError as error:
            found.append(came_of(what, error))
    return tuple(found)


def _write(scratch: Scratch, what: str) -> Written:
    key = scratch.key(what)
    put = scratch.client.put_object(Bucket=scratch.bucket, Key=key, Body=BODY)
    version = put.get("VersionId")
    kept = version if version and version != "null" else None
    return Written(key, kept, locked_until(scratch.client, scratch.bucket, key, kept))


def locked_until(client: S3Client, bucket: str, key: str, version: str | None) -> datetime | None:
    """Return until when an object is locked; ``None`` when it is not, or the credential may not see it."""
    asked: dict[str, Any] = {"Bucket": bucket, "Key": key, **({"VersionId": version} if version else {})}
    try:
        return client.head_object(**asked).get("ObjectLockRetainUntilDate")
    except ClientError:
        return None


def _still_there(scratch: Scratch, written: Written) -> bool | None:
    """Say whether the first version still holds what was written; ``None`` when that cannot be seen."""
    if written.version is None:
        return False
    try:
        got = scratch.client.get_object(Bucket=scratch.bucket, Key=written.key, VersionId=written.version)
    except ClientError as error:
        return False if error_code(error) in _MISSING else None
    return got["Body"].read() == BODY


def _hidden_or_gone(what: str, scratch: Scratch, written: Written, *, said: bool = False) -> Attempt:
    there = _still_there(scratch, written)
    if there is None and not said:
        return Attempt(what, "unclear", "it was taken, and older versions cannot be read")
    # In a bucket whose versions are suspended a marker takes the place of what it hides.
    if there or there is None:
        return Attempt(what, "hidden", "the version from before is still there")
    why = "the version from before is gone" if written.version else "the bucket keeps no versions"
    return Attempt(what, "succeeded", why)


def _overwrite(scratch: Scratch, written: Written) -> Attempt:
    scratch.client.put_object(Bucket=scratch.bucket, Key=written.key, Body=OTHER)
    return _hidden_or_gone("overwrite", scratch, written)


def _delete(scratch: Scratch, written: Written) -> Attempt:
    done = scratch.client.delete_object(Bucket=scratch.bucket, Key=written.key)
    return _hidden_or_gone("delete", scratch, written, said=bool(done.get("DeleteMarker")))


def _retain(scratch: Scratch, written: Written, *, what: str, mode: Any, after: timedelta) -> Attempt:
    """Ask for another retention: a shorter one in the same mode, or as long a one in a weaker mode."""
    at = scratch.now + timedelta(days=1) if mode == "COMPLIANCE" or not written.until else written.until
    asked: dict[str, Any] = {"VersionId": written.version} if written.version else {}
    weaker: Any = {"Mode": mode, "RetainUntilDate": at + after}
    asked |= {"Bucket": scratch.bucket, "Key": written.key, "Retention": weaker}
    try:
        scratch.client.put_object_retention(**asked)
    except ClientError as error:
        if not is_refused(error):
            raise
        scratch.client.put_object_retention(**asked, BypassGovernanceRetention=True)
    return Attempt(what, "succeeded", "S3 took the weaker retention")


def _delete_version(
    scratch: Scratch, written: Written, *, what: str, words: Mapping[str, bool] | None = None
) -> Attempt:
    if written.version is None:
        return Attempt(what, "nothing", "the bucket keeps no versions")
    asked: dict[str, Any] = {"Key": written.key, "VersionId": written.version, **(words or {})}
    scratch.client.delete_object(Bucket=scratch.bucket, **asked)
    if _still_there(scratch, written):
        return Attempt(what, "refused", "taken, and the version is still there")
    return Attempt(what, "succeeded", "the version is gone")


def _delete_unlocked(scratch: Scratch, written: Written) -> Attempt:
    """Delete a delete marker's version, which no lock holds: so it goes with what a lock no longer holds."""
    marker = scratch.client.delete_object(Bucket=scratch.bucket, Key=written.key)
    if not marker.get("DeleteMarker") or not marker.get("VersionId"):
        return Attempt("delete-unlocked", "nothing", "the bucket keeps no versions")
    scratch.client.delete_object(Bucket=scratch.bucket, Key=written.key, VersionId=marker["VersionId"])
    why = "no lock is touched by it; but what is older than its lock can be deleted with this credential"
    return Attempt("delete-unlocked", "harmless", why)


_SOON = timedelta(0)

_ATTEMPTS: Mapping[str, Callable[[Scratch, Written], Attempt]] = {
    "overwrite": _overwrite,
    "shorten-retention": partial(_retain, what="shorten-retention", mode="COMPLIANCE", after=_SOON),
    "governance": partial(_retain, what="governance", mode="GOVERNANCE", after=timedelta(days=1)),
    "bypass-governance": partial(
        _delete_version, what="bypass-governance", words={"BypassGovernanceRetention": True}
    ),
    "delete-version": partial(_delete_version, what="delete-version"),
    "delete": _delete,
    "delete-unlocked": _delete_unlocked,
}
