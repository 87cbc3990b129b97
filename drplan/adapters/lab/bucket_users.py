"""Whom a lab's S3 server knows: who writes backups, who prunes, and who made the bucket.

A writer may read, add and hide, and change no setting: what SeaweedFS calls ``Write`` would also let it set a
lifecycle. Only the pruner may delete versions; the maker's credential is in no command's hands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from drplan.adapters.lab.doors import Door

_LOOK = (
    "ListBucket",
    "ListBucketVersions",
    "ListBucketMultipartUploads",
    "GetBucketLocation",
    "GetBucketVersioning",
    "GetBucketObjectLockConfiguration",
    "GetLifecycleConfiguration",
    "GetBucketPolicy",
    "GetBucketPublicAccessBlock",
)
_WRITE = (
    "GetObject",
    "GetObjectVersion",
    "GetObjectRetention",
    "PutObject",
    "DeleteObject",
    "AbortMultipartUpload",
)
_PRUNE = ("DeleteObjectVersion",)


def identities(door: Door, environment: Mapping[str, str], maker: tuple[str, str]) -> dict[str, Any]:
    """Return what ``weed mini -s3.config`` reads."""
    repository, bucket = door.repository, door.path.partition("/")[0]
    known = [
        _identity(environment[user.reference[0]], environment[secret.reference[0]], policyNames=[policy])
        for user, secret, policy in (
            (repository.user, repository.user_secret, "writer"),
            (repository.prune_user, repository.prune_secret, "pruner"),
        )
        if user and secret and {user.reference[0], secret.reference[0]} <= environment.keys()
    ]
    return {
        "policies": [_policy("writer", bucket, _WRITE), _policy("pruner", bucket, (*_WRITE, *_PRUNE))],
        "identities": [*known, _identity(*maker, actions=["Admin"])],
    }


def _identity(user: str, secret: str, **more: Any) -> dict[str, Any]:
    return {"name": user, "credentials": [{"accessKey": user, "secretKey": secret}], **more}


def _policy(name: str, bucket: str, actions: tuple[str, ...]) -> dict[str, str]:
    where = f"arn:aws:s3:::{bucket}"
    allowed = [
        {"Effect": "Allow", "Action": [f"s3:{each}" for each in some], "Resource": on}
        for some, on in ((_LOOK, where), (actions, f"{where}/*"))
    ]
    return {"name": name, "content": json.dumps({"Version": "2012-10-17", "Statement": allowed})}
