"""Settings of an account as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drplan.adapters.aws.settings.setting import Place, Setting


def _password_policy(place: Place) -> Any:
    policy = place.client("iam").get_account_password_policy()["PasswordPolicy"]
    # ExpirePasswords only sums up MaxPasswordAge and cannot be written; an age of 0 means none is set.
    unset = {
        key for key in ("MaxPasswordAge", "HardExpiry", "PasswordReusePrevention") if not policy.get(key)
    }
    return {key: value for key, value in policy.items() if key not in unset | {"ExpirePasswords"}}


def _write_password_policy(place: Place, wanted: Any) -> None:
    place.client("iam").update_account_password_policy(**wanted)


def _volume_encryption(place: Place) -> Any:
    return place.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]


def _write_volume_encryption(place: Place, wanted: Any) -> None:
    ec2 = place.client("ec2")
    if wanted:
        ec2.enable_ebs_encryption_by_default()
    else:
        ec2.disable_ebs_encryption_by_default()


ACCOUNT: Mapping[str, Setting] = {
    "password-policy": Setting(_password_policy, _write_password_policy),
    "volume-encryption": Setting(_volume_encryption, _write_volume_encryption),
}
