"""What a setting of an AWS account is: where it lives, how it is read and written.

A reader returns plain JSON values, or None where nothing is set. A writer sets the whole value. A *merge*
says what the whole value becomes when the wanted part joins what is there: other people's bucket policy
statements and lifecycle rules are theirs and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.session import client, error_code
from drplan.declare import AwsAccount

_UNSET = {
    "404",
    "NoSuchBucket",
    "NoSuchBucketPolicy",
    "NoSuchEntity",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NotFoundException",
    "ObjectLockConfigurationNotFoundError",
    "OwnershipControlsNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
    "TrailNotFoundException",
}


@dataclass(frozen=True)
class Place:
    """Where a setting lives: a ``bucket``, or what ``name`` names (a user, a role, a trail, a vault).

    Both are empty for the account's own settings. ``now``, aware, is when it is looked at.
    """

    account: AwsAccount
    bucket: str = ""
    name: str = ""
    now: datetime | None = None

    @property
    def subject(self) -> str:
        """Return what the setting is of: the bucket, the named thing, or ``account``."""
        return self.bucket or self.name or "account"

    @property
    def moment(self) -> datetime:
        """Return when it is looked at; raises ``ValueError`` when nobody said: nothing would ever be old."""
        if self.now is None:
            raise ValueError("a setting that grows old was read without saying when")
        return self.now

    def client(self, service: str) -> Any:
        """Return a boto3 client for the account's region."""
        return client(service, self.account.region)


def _nothing(_current: Any, _whole: Any) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Setting:
    """How one setting is read and written, and how a wanted part joins the whole.

    ``needs_tls``: once written, whoever speaks plain HTTP is locked out. ``drops`` says, given what is there
    and what will be, what writing takes away, one line a thing: it is written only where the operator allows
    that. A ``write`` of ``None`` is of what only people can set; ``person`` is what they do. ``lab`` says why
    the account of a lab, which moto's server plays, cannot show it.
    """

    read: Callable[[Place], Any]
    write: Callable[[Place, Any], None] | None
    merge: Callable[[Any, Any], Any] = lambda _current, wanted: wanted
    needs_tls: bool = False
    drops: Callable[[Any, Any], Sequence[str]] = _nothing
    person: str = ""
    lab: str = ""


def current_value(setting: Setting, place: Place) -> Any:
    """Read a setting; what AWS says does not exist is None."""
    try:
        return setting.read(place)
    except ClientError as error:
        if error_code(error) in _UNSET:
            return None
        raise
