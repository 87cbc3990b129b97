"""What AWS Backup says of its vaults and of the restores it tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drplan.declare.aws_backup import RestoreTest
from drplan.declare.tenants import AwsAccount

WENT_WRONG = frozenset({"FAILED", "ABORTED", "TIMED_OUT"})
"""AWS's words for a restore, or the validation of one, that did not go well."""


@dataclass(frozen=True)
class RestoreJob:
    """One restore that AWS Backup tried by itself: its ``status`` and ``validation`` in AWS's words.

    ``at`` is when it ended, or began where it still runs. ``validation`` is empty where nobody validates.
    """

    status: str
    at: datetime
    resource: str = ""
    validation: str = ""
    message: str = ""


class VaultSight(Protocol):
    """Looks into the vaults of an account; changes nothing."""

    def newest(self, account: AwsAccount, vault: str) -> Mapping[str, datetime]:
        """Return when the newest whole recovery point of each resource, by ARN, was made.

        Raises ``SourceError``, ``Unreachable`` or ``SecretMissing``.
        """
        ...

    def last_restore(self, account: AwsAccount, test: RestoreTest) -> RestoreJob | None:
        """Return the last restore of a plan; ``None`` when there was none, or there is no such plan."""
        ...


@dataclass(frozen=True)
class MadeInAws:
    """A backup or snapshot that drplan had AWS make: of which ``table`` or ``instance``, how many bytes."""

    account: str
    sort: str
    of: str
    name: str
    at: datetime
    size: int


class MadeSight(Protocol):
    """Lists what drplan had AWS make; deletes none of it."""

    def made(self, account: AwsAccount) -> Sequence[MadeInAws]:
        """Return them, oldest first. Raises ``SourceError``, ``Unreachable`` or ``SecretMissing``."""
        ...
