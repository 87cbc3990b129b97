"""Ways into an account that nobody uses: closing one takes something away, so it needs ``--allow-delete``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from drplan.adapters.aws.settings.account_people import active_keys, password_since, shown, users
from drplan.adapters.aws.settings.setting import Place, Setting

UNUSED = timedelta(days=45)
"""How long a way in may lie unused (CIS Amazon Web Services Foundations Benchmark 3.0.0, 1.12)."""


def _idle(place: Place, made: datetime, used: datetime | None) -> bool:
    return place.moment - max(made, used or made) > UNUSED


def _idle_keys(place: Place) -> Iterator[tuple[str, str]]:
    iam = place.client("iam")
    for user, key, made in active_keys(place):
        last = iam.get_access_key_last_used(AccessKeyId=key).get("AccessKeyLastUsed", {})
        if _idle(place, made, last.get("LastUsedDate")):
            yield user, key


def _unused_keys(place: Place) -> Any:
    return [shown(user, key) for user, key in _idle_keys(place)]


def _close_keys(place: Place, _none: Any) -> None:
    for user, key in _idle_keys(place):
        place.client("iam").update_access_key(UserName=user, AccessKeyId=key, Status="Inactive")


def _unused_passwords(place: Place) -> Any:
    iam = place.client("iam")
    made = {user: password_since(place, user) for user in users(place)}
    return [
        user
        for user, since in made.items()
        if since and _idle(place, since, iam.get_user(UserName=user)["User"].get("PasswordLastUsed"))
    ]


def _close_passwords(place: Place, _none: Any) -> None:
    for user in _unused_passwords(place):
        place.client("iam").delete_login_profile(UserName=user)


def _named(what: str, current: Any) -> Sequence[str]:
    return [f"{what} of {each}" for each in current or ()]


UNUSED_WAYS: Mapping[str, Setting] = {
    "unused-keys": Setting(
        _unused_keys, _close_keys, drops=lambda current, _: _named("the access key", current)
    ),
    "unused-passwords": Setting(
        _unused_passwords, _close_passwords, drops=lambda current, _: _named("the password", current)
    ),
}
