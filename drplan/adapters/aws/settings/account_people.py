"""Settings of an account that only people can put right: second factors, and keys that grew old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.session import error_code
from drplan.adapters.aws.settings.setting import Place, Setting
from drplan.errors import SourceError


def summary_of(place: Place, word: str) -> int:
    """Return one number of the account's summary; raises ``SourceError`` when AWS does not say it."""
    summary = place.client("iam").get_account_summary()["SummaryMap"]
    if word not in summary:
        raise SourceError(
            f"{place.account.name}: AWS does not say {word}, so nobody knows whether it holds",
            next_step="look at it in the AWS console, under IAM, as the root user",
        )
    return int(summary[word])


def users(place: Place) -> Iterator[str]:
    """Yield the names of the account's own users."""
    for page in place.client("iam").get_paginator("list_users").paginate():
        yield from (user["UserName"] for user in page["Users"])


def active_keys(place: Place) -> Iterator[tuple[str, str, datetime]]:
    """Yield each access key that works: whose it is, its id, when it was made."""
    pages = place.client("iam").get_paginator("list_access_keys")
    for user in users(place):
        for page in pages.paginate(UserName=user):
            for key in page["AccessKeyMetadata"]:
                if key["Status"] == "Active":
                    yield user, key["AccessKeyId"], key["CreateDate"]


def shown(user: str, key: str) -> str:
    """Return how an access key is told: whose it is and its last four characters, never more."""
    return f"{user} …{key[-4:]}"


def password_since(place: Place, user: str) -> datetime | None:
    """Return since when a user has a password for the console; None without one."""
    try:
        since: datetime = place.client("iam").get_login_profile(UserName=user)["LoginProfile"]["CreateDate"]
    except ClientError as error:
        if error_code(error) != "NoSuchEntity":
            raise
        return None
    return since


def _root_factor(place: Place) -> Any:
    return summary_of(place, "AccountMFAEnabled") == 1


def _root_keys(place: Place) -> Any:
    return summary_of(place, "AccountAccessKeysPresent")


def _without_factor(place: Place) -> Any:
    iam = place.client("iam")
    return [
        user
        for user in users(place)
        if password_since(place, user) is not None and not iam.list_mfa_devices(UserName=user)["MFADevices"]
    ]


def _old_keys(place: Place) -> Any:
    oldest = place.moment - place.account.keys_within
    return [
        f"{shown(user, key)} of {made:%Y-%m-%d}" for user, key, made in active_keys(place) if made < oldest
    ]


PEOPLE: Mapping[str, Setting] = {
    "root-mfa": Setting(
        _root_factor,
        None,
        person="sign in as the root user, Security credentials, Assign MFA device: a hardware key, and a"
        " second one in the safe",
        lab="moto's server, which plays the account of a lab, knows no second factor of its root user",
    ),
    "root-keys": Setting(
        _root_keys,
        None,
        person="sign in as the root user, Security credentials, delete its access keys: nothing needs them",
    ),
    "users-mfa": Setting(
        _without_factor,
        None,
        person="have each of them assign an MFA device to themselves, or take their password for the console",
    ),
    "keys-age": Setting(
        _old_keys,
        None,
        person="make a second key, put it where the first is used, see that it is, then deactivate the first",
    ),
}
