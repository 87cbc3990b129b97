"""Settings of a declared bucket."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from drplan.adapters.aws.fill import create_bucket
from drplan.adapters.aws.settings.policy import POLICY
from drplan.adapters.aws.settings.setting import Place, Setting
from drplan.errors import SourceError


def _region(place: Place) -> Any:
    # Bucket names are shared by all of AWS: without the owner, a stranger's bucket would pass for ours.
    answer = place.client("s3").get_bucket_location(
        Bucket=place.bucket, ExpectedBucketOwner=place.account.account_id
    )
    return answer.get("LocationConstraint") or "us-east-1"


def _write_region(place: Place, wanted: Any) -> None:
    make_bucket(place, wanted)


def make_bucket(place: Place, region: str, *, locked: bool = False) -> None:
    """Make the bucket, with object lock if ``locked``; raises ``SourceError`` for a name that is taken."""
    s3 = place.client("s3")
    try:
        create_bucket(s3, place.bucket, region, locked=locked)
    except (s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists) as error:
        raise SourceError(
            f"{place.bucket} exists already, in another region or another account",
            next_step="declare the region it is in, or choose a name nobody has",
        ) from error


def _versioning(place: Place) -> Any:
    return place.client("s3").get_bucket_versioning(Bucket=place.bucket).get("Status")


def _write_versioning(place: Place, wanted: Any) -> None:
    place.client("s3").put_bucket_versioning(Bucket=place.bucket, VersioningConfiguration={"Status": wanted})


def _public_access(place: Place) -> Any:
    return place.client("s3").get_public_access_block(Bucket=place.bucket)["PublicAccessBlockConfiguration"]


def _write_public_access(place: Place, wanted: Any) -> None:
    place.client("s3").put_public_access_block(Bucket=place.bucket, PublicAccessBlockConfiguration=wanted)


def _ownership(place: Place) -> Any:
    answer = place.client("s3").get_bucket_ownership_controls(Bucket=place.bucket)
    return answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"]


def _write_ownership(place: Place, wanted: Any) -> None:
    place.client("s3").put_bucket_ownership_controls(
        Bucket=place.bucket, OwnershipControls={"Rules": [{"ObjectOwnership": wanted}]}
    )


def _encryption(place: Place) -> Any:
    answer = place.client("s3").get_bucket_encryption(Bucket=place.bucket)
    return answer["ServerSideEncryptionConfiguration"]["Rules"][0]["ApplyServerSideEncryptionByDefault"]


def _write_encryption(place: Place, wanted: Any) -> None:
    place.client("s3").put_bucket_encryption(
        Bucket=place.bucket,
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": wanted}]},
    )


def _lifecycle(place: Place) -> Any:
    return place.client("s3").get_bucket_lifecycle_configuration(Bucket=place.bucket)["Rules"]


def _write_lifecycle(place: Place, wanted: Any) -> None:
    place.client("s3").put_bucket_lifecycle_configuration(
        Bucket=place.bucket, LifecycleConfiguration={"Rules": wanted}
    )


def join_rule(current: Any, wanted: Any) -> Any:
    """Return the lifecycle rules with ours among them, once, and everybody else's untouched.

    But for those that delete old versions sooner than ours: S3 obeys the shortest, and the promise would not
    hold.
    """
    rules = current or []
    theirs = [rule for rule in rules if not deletes_sooner(rule, wanted)]
    if wanted in theirs:
        return theirs
    return [*(rule for rule in theirs if rule.get("ID") != wanted["ID"]), wanted]


def deletes_sooner(rule: Any, ours: Any) -> bool:
    """Say whether somebody else's rule deletes old versions before ours does."""
    return rule.get("ID") != ours["ID"] and _days(rule) < _days(ours)


def rules_gone(current: Any, whole: Any) -> Sequence[str]:
    """Tell each rule of somebody else that is no longer there, and after how many days it deletes."""
    left = {rule.get("ID") for rule in whole}
    return [
        f"the lifecycle rule {rule.get('ID', 'without a name')}, which deletes old versions after"
        f" {_days(rule):.0f} days"
        for rule in current or ()
        if rule.get("ID") not in left
    ]


def _days(rule: Any) -> float:
    if rule.get("Status", "Enabled") != "Enabled":
        return math.inf
    return float(rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays", math.inf))


def keep_stronger(current: Any, wanted: Any) -> Any:
    """Return the bucket's own encryption when it already uses a KMS key: never weaken it."""
    has_key = current is not None and str(current.get("SSEAlgorithm", "")).startswith("aws:kms")
    return current if has_key else wanted


BUCKET: Mapping[str, Setting] = {
    "bucket-region": Setting(_region, _write_region),
    "bucket-versioning": Setting(_versioning, _write_versioning),
    "bucket-public-access": Setting(_public_access, _write_public_access),
    "bucket-ownership": Setting(_ownership, _write_ownership),
    "bucket-encryption": Setting(_encryption, _write_encryption, keep_stronger),
    **POLICY,
    "bucket-lifecycle": Setting(_lifecycle, _write_lifecycle, join_rule, drops=rules_gone),
}
