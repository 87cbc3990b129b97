"""Settings of buckets that hold copies: object lock, never shortened, and what keeps old versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.session import error_code
from drplan.adapters.aws.settings import policy
from drplan.adapters.aws.settings.bucket import BUCKET, deletes_sooner, join_rule, make_bucket
from drplan.adapters.aws.settings.setting import Place, Setting, current_value
from drplan.errors import SourceError

_NO_LOCK = "ObjectLockConfigurationNotFoundError"
_DAYS_A_YEAR = 365
_WEAKEST_FIRST = ("GOVERNANCE", "COMPLIANCE")


def _inside(place: Place) -> Place:
    """Return the bucket of that name as a place: a baseline names it among the account's named things."""
    return Place(place.account, bucket=place.bucket or place.name)


def _of_bucket(name: str) -> Setting:
    """Return the setting of that name of ordinary buckets, for the named bucket."""
    setting = BUCKET[name]
    write = setting.write
    return Setting(
        lambda place: setting.read(_inside(place)),
        None if write is None else lambda place, wanted: write(_inside(place), wanted),
        setting.merge,
    )


def _lock_of(place: Place) -> Any:
    """Return S3's own words for the bucket's lock; ``None`` without one."""
    try:
        answer = place.client("s3").get_object_lock_configuration(Bucket=_inside(place).bucket)
    except ClientError as error:
        if error_code(error) == _NO_LOCK:
            return None
        raise
    return answer["ObjectLockConfiguration"]


def _bucket(place: Place) -> Any:
    region = BUCKET["bucket-region"].read(_inside(place))
    return {"Region": region, "ObjectLock": (_lock_of(place) or {}).get("ObjectLockEnabled")}


def _write_bucket(place: Place, wanted: Any) -> None:
    """Make the bucket with object lock; one that is there without gets it, versions first.

    Raises ``SourceError`` for one in another region: no bucket can be moved.
    """
    s3, name = place.client("s3"), _inside(place).bucket
    there = current_value(BUCKET["bucket-region"], _inside(place))
    if there not in {None, wanted["Region"]}:
        # To turn a lock on that is on already would take its default retention away.
        raise SourceError(
            f"{name} is in {there}, declared is {wanted['Region']}: no bucket can be moved",
            next_step=f"declare region={there!r}, or choose a name nobody has",
        )
    if there is not None:
        on = {"Bucket": name, "VersioningConfiguration": {"Status": "Enabled"}}
        s3.put_bucket_versioning(**on)
        s3.put_object_lock_configuration(
            Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"}
        )
    else:
        make_bucket(_inside(place), wanted["Region"], locked=True)


def _retention(place: Place) -> Any:
    told = (_lock_of(place) or {}).get("Rule", {}).get("DefaultRetention", {})
    # One of Days and Years is set; a server may tell the other as 0.
    return {key: value for key, value in told.items() if value} or None


def _write_retention(place: Place, wanted: Any) -> None:
    place.client("s3").put_object_lock_configuration(
        Bucket=_inside(place).bucket,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": wanted}},
    )


def days_of(retention: Any) -> int:
    """Return the days of a default retention; S3 keeps days or years."""
    return int(retention.get("Days") or retention["Years"] * _DAYS_A_YEAR)


def never_weaker(current: Any, wanted: Any) -> Any:
    """Return the retention with the longer time and the stronger mode of the two.

    A lock that is longer than declared stays: shortening is nobody's to do by a declaration.
    """
    if current is None:
        return wanted
    mode = max(current["Mode"], wanted["Mode"], key=_WEAKEST_FIRST.index)
    if days_of(current) >= days_of(wanted):
        return {**current, "Mode": mode}
    return {"Mode": mode, "Days": days_of(wanted)}


def join_lifecycle(current: Any, wanted: Any) -> Any:
    """Return the lifecycle with ours in it, as for other buckets.

    Raises ``SourceError`` when another rule lets current copies expire, or old versions sooner than ours.
    """
    for rule in current or []:
        expiring = rule.get("Expiration", {})
        theirs = rule.get("ID") != wanted["ID"] and rule.get("Status", "Enabled") == "Enabled"
        if theirs and ("Days" in expiring or "Date" in expiring):
            raise SourceError(
                f"lifecycle rule {rule.get('ID', 'without a name')} lets copies expire that are in use",
                next_step="remove that rule: drplan backup retain decides what goes",
            )
        if deletes_sooner(rule, wanted):
            raise SourceError(
                f"lifecycle rule {rule.get('ID', 'without a name')} deletes old versions sooner than ours",
                next_step="remove that rule: what an attack overwrote must outlive its lock",
            )
    return join_rule(current, wanted)


def canonical(whole: Any) -> Any:
    """Return a bucket's policy as S3 hands it out: a list of one is that one, longer ones are sorted."""
    return {**whole, "Statement": [_canonical(each) for each in policy.statements(whole)]}


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return value[0] if len(value) == 1 else sorted(value)
    return value


def join_statements(current: Any, wanted: Any) -> Any:
    """Return the bucket's policy with each of ours in it, once, and everybody else's untouched."""
    return policy.join_statements(current, [_canonical(each) for each in wanted])


def _read_policy(place: Place) -> Any:
    return canonical(policy.policy_of(_inside(place)))


def _write_policy(place: Place, wanted: Any) -> None:
    policy.write_policy(_inside(place), wanted)


COPIES: Mapping[str, Setting] = {
    "copy-bucket": Setting(_bucket, _write_bucket),
    "copy-versioning": _of_bucket("bucket-versioning"),
    "copy-lock": Setting(_retention, _write_retention, never_weaker),
    "copy-public-access": _of_bucket("bucket-public-access"),
    "copy-ownership": _of_bucket("bucket-ownership"),
    "copy-encryption": _of_bucket("bucket-encryption"),
    "copy-lifecycle": Setting(
        lambda place: BUCKET["bucket-lifecycle"].read(_inside(place)),
        _of_bucket("bucket-lifecycle").write,
        join_lifecycle,
    ),
    "copy-policy": Setting(_read_policy, _write_policy, join_statements),
}
