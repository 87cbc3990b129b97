"""What restic and a restore need of a bucket of copies, and what ransomware would do, as calls of boto3.

Each call is named by the permission that it needs. ``tried`` makes them all and says which were allowed:
refused means 403, and nothing else does.
"""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from drplan.declare import AwsAccount, CopyBucket

BUCKET = CopyBucket(
    name="district-copies",
    lock_days=30,
    writer="restic-hosts",
    restorer="copies-restorer",
    pruner="restic-pruner",
    operator="drplan-operator",
    restorer_mfa=False,
)
ACCOUNT = AwsAccount(
    name="cloud",
    account_id="123456789012",
    region="us-east-1",
    owner="director",
    buckets=("cedar-transcripts",),
    baselines=("baseline", "copies"),
    copies=(BUCKET,),
)
PACK, LOCK = "hosts/data/aa/pack", "hosts/locks/one"
Call = tuple[str, dict[str, Any]]

READING: dict[str, Call] = {
    "list": ("list_objects_v2", {}),
    "locate": ("get_bucket_location", {}),
    "read": ("get_object", {"Key": PACK}),
}
ADDING: dict[str, Call] = {
    "add": ("put_object", {"Key": "hosts/data/bb/new", "Body": b"new"}),
    "add in parts": ("create_multipart_upload", {"Key": "hosts/data/cc/long"}),
}
UNLOCKING: dict[str, Call] = {"unlock": ("delete_object", {"Key": LOCK})}
SEEING_VERSIONS: dict[str, Call] = {
    "see versions": ("list_object_versions", {}),
    "see that versions are kept": ("get_bucket_versioning", {}),
    "see the lock": ("get_object_lock_configuration", {}),
    "read a version": ("get_object", {"Key": PACK, "VersionId": "…"}),
}
LOOKING: dict[str, Call] = {
    "see the rules of old versions": ("get_bucket_lifecycle_configuration", {}),
    "see the lock": ("get_object_lock_configuration", {}),
    "read a version": ("get_object", {"Key": PACK, "VersionId": "…"}),
}
DROPPING: dict[str, Call] = {"drop": ("delete_object", {"Key": "hosts/data/bb/new"})}
UNHIDING: dict[str, Call] = {"unhide": ("delete_object", {"Key": "hosts/data/dd/hidden", "VersionId": "…"})}

NEEDS: dict[str, dict[str, Call]] = {
    "writer": {**READING, **ADDING, **UNLOCKING, **LOOKING},
    "restorer": {**READING, **SEEING_VERSIONS},
    "pruner": {**READING, **ADDING, **DROPPING, **SEEING_VERSIONS, **UNHIDING},
}

_OPEN = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::district-copies/*"}
    ],
}
_SOON = {"Mode": "GOVERNANCE", "RetainUntilDate": "2030-01-01T00:00:00Z"}
_EXPIRE = [
    {
        "ID": "gone",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
    }
]

RANSOM: dict[str, Call] = {
    "s3:DeleteObject": ("delete_object", {"Key": PACK}),
    "s3:DeleteObjectVersion": ("delete_object", {"Key": PACK, "VersionId": "…"}),
    "s3:PutObjectRetention": ("put_object_retention", {"Key": PACK, "VersionId": "…", "Retention": _SOON}),
    "s3:PutObjectLegalHold": ("put_object_legal_hold", {"Key": PACK, "LegalHold": {"Status": "OFF"}}),
    "s3:PutBucketVersioning": ("put_bucket_versioning", {"VersioningConfiguration": {"Status": "Suspended"}}),
    "s3:PutBucketObjectLockConfiguration": (
        "put_object_lock_configuration",
        {
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
            }
        },
    ),
    "s3:PutLifecycleConfiguration": (
        "put_bucket_lifecycle_configuration",
        {"LifecycleConfiguration": {"Rules": _EXPIRE}},
    ),
    "s3:PutBucketPolicy": ("put_bucket_policy", {"Policy": json.dumps(_OPEN)}),
    "s3:DeleteBucketPolicy": ("delete_bucket_policy", {}),
    "s3:DeleteBucket": ("delete_bucket", {}),
    "s3:ListBucketVersions": ("list_object_versions", {}),
}

UNKNOWN_TO_MOTO = ("s3:PutObjectRetention", "s3:PutObjectLegalHold", "s3:PutBucketObjectLockConfiguration")
"""moto 5.2 takes these calls for others, such as ``s3:PutObject``: there they say nothing."""


def fill(s3: Any) -> dict[str, str]:
    """Put in what the calls are about; returns the versions that they name, by key."""
    versions = {}
    for key in (PACK, LOCK, "hosts/data/bb/new"):
        versions[key] = s3.put_object(Bucket=BUCKET.name, Key=key, Body=b"pack")["VersionId"]
    hidden = "hosts/data/dd/hidden"
    s3.put_object(Bucket=BUCKET.name, Key=hidden, Body=b"pack")
    versions[hidden] = s3.delete_object(Bucket=BUCKET.name, Key=hidden)["VersionId"]
    return versions


def tried(s3: Any, calls: Mapping[str, Call], versions: Mapping[str, str]) -> set[str]:
    """Make the calls, and return the names of those that were not refused."""
    return {name for name, (call, words) in calls.items() if _allowed(s3, call, words, versions)}


def _allowed(s3: Any, call: str, words: Mapping[str, Any], versions: Mapping[str, str]) -> bool:
    named = {"VersionId": versions[words["Key"]]} if "VersionId" in words else {}
    try:
        getattr(s3, call)(Bucket=BUCKET.name, **{**words, **named})
    except ClientError as error:
        return bool(error.response["ResponseMetadata"]["HTTPStatusCode"] != 403)
    return True
