"""Settings of an account as a whole."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from drplan.adapters.aws.settings.account_people import PEOPLE
from drplan.adapters.aws.settings.account_unused import UNUSED_WAYS
from drplan.adapters.aws.settings.setting import Place, Setting


def _password_policy(place: Place) -> Any:
    policy = place.client("iam").get_account_password_policy()["PasswordPolicy"]
    # ExpirePasswords only sums up MaxPasswordAge and cannot be written; an age of 0 means none is set.
    unset = {
        key for key in ("MaxPasswordAge", "HardExpiry", "PasswordReusePrevention") if not policy.get(key)
    }
    return {key: value for key, value in policy.items() if key not in unset | {"ExpirePasswords"}}


def keep_stricter(current: Any, wanted: Any) -> Any:
    """Return the wanted policy with the length and the reuse that are there, where those ask for more."""
    words = {"MinimumPasswordLength", "PasswordReusePrevention"} & wanted.keys()
    return {**wanted, **{word: max(wanted[word], (current or {}).get(word, 0)) for word in words}}


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


def _s3_of_account(place: Place) -> Any:
    """Return the client for S3's account-wide settings, which is reached at ``ACCOUNT.s3-control.…``."""
    control = place.client("s3control")
    control.meta.events.register("before-sign.s3-control", _no_name_before_an_address, unique_id="drplan-ip")
    return control


def _no_name_before_an_address(request: Any, **_told: Any) -> None:
    # A lab's endpoint is an IP address, and 123456789012.127.0.0.1 is nowhere.
    host = urlsplit(request.url).hostname or ""
    account, _, rest = host.partition(".")
    if account.isdigit() and _is_address(rest):
        request.url = request.url.replace(f"//{account}.", "//", 1)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _public_access(place: Place) -> Any:
    answer = _s3_of_account(place).get_public_access_block(AccountId=place.account.account_id)
    return answer["PublicAccessBlockConfiguration"]


def _write_public_access(place: Place, wanted: Any) -> None:
    _s3_of_account(place).put_public_access_block(
        AccountId=place.account.account_id, PublicAccessBlockConfiguration=wanted
    )


ACCOUNT: Mapping[str, Setting] = {
    "password-policy": Setting(_password_policy, _write_password_policy, keep_stricter),
    **PEOPLE,
    **UNUSED_WAYS,
    "account-public-access": Setting(_public_access, _write_public_access),
    "volume-encryption": Setting(_volume_encryption, _write_volume_encryption),
}
