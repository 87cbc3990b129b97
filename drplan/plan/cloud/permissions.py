"""Who may do what with a bucket of copies: IAM policy documents, generated from the declaration. Pure.

A statement that allows answers to one need of restic's or drplan's, told by its ``Sid``: take one away and
that need fails. A statement that denies holds although somebody attaches more: no Allow undoes a Deny.
No conditions stand in identities' policies, so they can be tried where conditions are not evaluated.

Sources: restic's documentation of Amazon S3; AWS Service Authorization Reference, "Actions for Amazon S3";
Amazon S3 User Guide, "Managing Object Lock".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from drplan.declare import AwsAccount, CopyBucket
from drplan.errors import UsageError

Document: TypeAlias = dict[str, Any]
"""An IAM policy document, or one statement of one, as JSON has it."""

Duty = Literal["writer", "restorer", "pruner", "operator"]
"""What an identity is for."""

WEAKENING = (
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketPolicy",
    "s3:PutBucketVersioning",
    "s3:PutLifecycleConfiguration",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
)
"""Everything by which a lock, or what keeps old versions, could be weakened."""

_SETTLED = ("s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning", "s3:PutLifecycleConfiguration")


def partition(region: str) -> str:
    """Return the part of AWS that a region is of, as names of resources (ARN) begin with."""
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws-cn" if region.startswith("cn-") else "aws"


def identity_arn(account: AwsAccount, kind: Literal["user", "role"], name: str) -> str:
    """Return the ARN of an IAM user or role of the account."""
    return f"arn:{partition(account.region)}:iam::{account.account_id}:{kind}/{name}"


def _arn(account: AwsAccount, bucket: CopyBucket, keys: str = "") -> str:
    return f"arn:{partition(account.region)}:s3:::{bucket.name}{keys}"


def _document(statements: Iterable[Document]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(sid: str, actions: Sequence[str], resources: Sequence[str]) -> Document:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def _deny(sid: str, actions: Sequence[str], resources: Sequence[str]) -> Document:
    return {"Sid": sid, "Effect": "Deny", "Action": list(actions), "Resource": list(resources)}


def writer_policy(account: AwsAccount, buckets: Sequence[CopyBucket]) -> Document:
    """Return what restic needs on a host: add, read, list, and take its own locks away; no more.

    A lock file is deleted without naming its version, so even that leaves the version. Below ``locks/``
    alone: a thief cannot even hide a snapshot behind a delete marker. That objects are overwritten no policy
    can forbid; under the lock each overwritten version stays.
    """
    adding, looking = _reading_and_adding(account, buckets), _looking(account, buckets)
    return _document((*adding, *looking, _never(account, buckets, deletes=True)))


def _looking(account: AwsAccount, buckets: Sequence[CopyBucket]) -> list[Document]:
    settings = (
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetLifecycleConfiguration",
    )
    whole = [_arn(account, each) for each in buckets]
    versions = [_arn(account, each, "/*") for each in buckets]
    return [
        _allow("LookAtSettings", settings, whole),
        _allow("LookAtVersions", ["s3:GetObjectRetention", "s3:GetObjectVersion"], versions),
    ]


def _reading_and_adding(account: AwsAccount, buckets: Sequence[CopyBucket]) -> list[Document]:
    whole = [_arn(account, each) for each in buckets]
    keys = [_arn(account, each, "/*") for each in buckets]
    locks = [_arn(account, each, path) for each in buckets for path in ("/locks/*", "/*/locks/*")]
    return [
        _allow("List", ["s3:GetBucketLocation", "s3:ListBucket"], whole),
        _allow("Read", ["s3:GetObject"], keys),
        _allow("Add", ["s3:AbortMultipartUpload", "s3:PutObject"], keys),
        _allow("Unlock", ["s3:DeleteObject"], locks),
    ]


def _never(account: AwsAccount, buckets: Sequence[CopyBucket], *, deletes: bool) -> Document:
    actions = sorted({*WEAKENING, "s3:DeleteObjectVersion"}) if deletes else WEAKENING
    places = [place for each in buckets for place in (_arn(account, each), _arn(account, each, "/*"))]
    return _deny("NeverWeaken", actions, places)


def restorer_policy(account: AwsAccount, buckets: Sequence[CopyBucket]) -> Document:
    """Return what a restore needs: read what is there and what was, and change nothing.

    So `drplan restore bucket` can fetch it into a folder as it was at a moment (docs/cloud-restore.md).
    drplan restores with ``--no-lock``; somebody who runs restic by hand says that too.
    """
    whole = [_arn(account, each) for each in buckets]
    keys = [_arn(account, each, "/*") for each in buckets]
    nothing = [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:PutObject",
        *WEAKENING,
    ]
    return _document(
        (
            _allow("List", ["s3:GetBucketLocation", "s3:ListBucket"], whole),
            _allow("Read", ["s3:GetObject"], keys),
            _allow(
                "SeeVersions",
                [
                    "s3:GetBucketObjectLockConfiguration",
                    "s3:GetBucketVersioning",
                    "s3:GetEncryptionConfiguration",
                    "s3:GetLifecycleConfiguration",
                    "s3:ListBucketVersions",
                ],
                whole,
            ),
            _allow(
                "ReadVersions",
                ["s3:GetObjectRetention", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
                keys,
            ),
            _deny("NeverWrite", sorted(nothing), [*whole, *keys]),
        )
    )


def pruner_policy(account: AwsAccount, buckets: Sequence[CopyBucket]) -> Document:
    """Return what dropping old recovery points needs, and undoing an attack (`drplan backup unhide`).

    IAM has one permission for deleting a version and for deleting a delete marker. So whoever may take
    markers away may delete versions, as far as their lock lets anybody: this identity alone.
    """
    whole = [_arn(account, each) for each in buckets]
    keys = [_arn(account, each, "/*") for each in buckets]
    return _document(
        (
            *(each for each in _reading_and_adding(account, buckets) if each["Sid"] != "Unlock"),
            _allow("Drop", ["s3:DeleteObject"], keys),
            _allow(
                "SeeVersions",
                ["s3:GetBucketObjectLockConfiguration", "s3:GetBucketVersioning", "s3:ListBucketVersions"],
                whole,
            ),
            _allow("ReadVersions", ["s3:GetObjectRetention", "s3:GetObjectVersion"], keys),
            _allow("Unhide", ["s3:DeleteObjectVersion"], keys),
            _never(account, buckets, deletes=False),
        )
    )


def restorer_trust(account: AwsAccount, *, mfa: bool) -> Document:
    """Return who may become the restorer: whom the account allows to, with a second factor where ``mfa``."""
    statement: Document = {
        "Sid": "OwnAccount",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{partition(account.region)}:iam::{account.account_id}:root"},
        "Action": "sts:AssumeRole",
    }
    if mfa:
        statement["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    return _document([statement])


def bucket_statements(account: AwsAccount, bucket: CopyBucket) -> list[Document]:
    """Return what the bucket itself denies, administrators included; root can still take the policy away.

    Nobody but the pruner deletes a version, nobody but the operator changes the lock's default, versioning or
    the lifecycle, and nobody at all passes governance by.
    """
    pruner = {} if bucket.pruner is None else {"aws:username": bucket.pruner}
    operator = (
        {}
        if bucket.operator is None
        else {"aws:PrincipalArn": identity_arn(account, "role", bucket.operator)}
    )
    whole, keys = _arn(account, bucket), _arn(account, bucket, "/*")
    return [
        _but(pruner, _deny("DrplanCopiesKeepVersions", ["s3:DeleteObjectVersion"], [keys])),
        _but(operator, _deny("DrplanCopiesKeepLock", _SETTLED, [whole])),
        _but({}, _deny("DrplanCopiesNoBypass", ["s3:BypassGovernanceRetention"], [keys])),
    ]


def _but(exempt: Mapping[str, str], statement: Document) -> Document:
    """Return a statement for everybody but who is exempt: who has no such name, as root, is not."""
    condition = {"Condition": {"StringNotEquals": dict(exempt)}} if exempt else {}
    return {**statement, "Principal": "*", **condition}


def buckets_of(account: AwsAccount, duty: Duty, identity: str) -> tuple[CopyBucket, ...]:
    """Return the account's buckets of copies that this identity has that duty for."""
    return tuple(each for each in account.copies if getattr(each, duty) == identity)


def policy_for(account: AwsAccount, duty: Duty, bucket: CopyBucket) -> Document:
    """Return the policy of whoever has that duty for a bucket, with all other buckets it has it for.

    Raises ``UsageError`` when the bucket has no pruner.
    """
    identity = getattr(bucket, duty)
    if identity is None:
        raise UsageError(
            f"{account.name}: {bucket.name} declares no {duty}",
            next_step=f"declare one: CopyBucket(name={bucket.name!r}, …, {duty}=…)",
        )
    make = {"writer": writer_policy, "restorer": restorer_policy, "pruner": pruner_policy}[duty]
    return make(account, buckets_of(account, duty, identity))
