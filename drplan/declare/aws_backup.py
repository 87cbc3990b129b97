"""AWS Backup in an Amazon account: vaults with their locks, plans that fill them, restore tests."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from drplan.declare.base import Declared, Text

VaultName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{2,50}$")]
"""A backup vault's name (AWS Backup API, CreateBackupVault)."""

PlanName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,50}$")]
"""A plan's name: letters, digits and _ (AWS Backup API, CreateRestoreTestingPlan)."""

Arn = Annotated[str, StringConstraints(pattern=r"^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12})?:[^\s]+$")]
"""An Amazon resource name."""

_TAG = re.compile(r"[^=\s][^=]*=[^=]*")


def _cron(schedule: str) -> str:
    if not re.fullmatch(r"cron\(([^()\s]+ ){5}[^()\s]+\)", schedule):
        raise ValueError(f"{schedule!r} is no schedule of AWS, as in cron(0 5 * * ? *)")
    return schedule


Schedule = Annotated[str, AfterValidator(_cron)]
"""When something runs, in UTC, in AWS's six fields, as in cron(0 5 * * ? *)."""


def _resource(told: str) -> str:
    if not told.startswith("arn:") and not _TAG.fullmatch(told):
        raise ValueError(f"{told!r} is neither an ARN nor a tag, as in backup=daily")
    return told


Resource = Annotated[str, AfterValidator(_resource)]
"""An ARN, * allowed in it, or a tag as in backup=daily."""


class BackupVault(Declared):
    """A vault of AWS Backup and its lock."""

    name: VaultName
    """Its name, unlike any other of the account."""
    least_days: Annotated[int, Field(ge=1, le=36500)]
    """No recovery point in it goes sooner than so many days."""
    most_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """None stays longer than so many days."""
    cooling_days: Annotated[int, Field(ge=3, le=36500)] | None = None
    """With it the lock is in compliance mode: so many days after it is first written, nobody can undo it.

    Not the district, not the account's root user, not Amazon. Three days are AWS's least.
    """

    @model_validator(mode="after")
    def _least_is_below_most(self) -> Self:
        if self.most_days is not None and self.most_days < self.least_days:
            raise ValueError(f"most_days ({self.most_days}) is less than least_days ({self.least_days})")
        return self


class VaultPlan(Declared):
    """What fills a vault, and when."""

    name: PlanName
    """Its name, unlike any other of the account."""
    vault: VaultName
    """The vault it fills, one of the account's."""
    schedule: Schedule
    """When it runs."""
    cadence: timedelta = timedelta(hours=36)
    """How old the newest recovery point of a resource may become: longer than from one run to the next."""
    keep_days: Annotated[int, Field(ge=1, le=36500)]
    """For how many days a recovery point is kept."""
    resources: Annotated[tuple[Resource, ...], Field(min_length=1)]
    """What it keeps: ARNs, or tags."""
    role: Arn
    """The role that AWS Backup takes on for it."""
    copy_to: Arn | None = None
    """The vault of another account or region that every recovery point is copied to."""


class RestoreTest(Declared):
    """A restore-testing plan: AWS Backup restores by itself, and says how it went."""

    name: PlanName
    """Its name, unlike any other of the account."""
    vaults: Annotated[tuple[VaultName, ...], Field(min_length=1)]
    """Whose recovery points it restores, vaults of the account."""
    schedule: Schedule
    """When it runs."""
    cadence: timedelta = timedelta(days=7)
    """How old its last result may become before it shows nothing any more."""
    resource_type: Text
    """What sort of resource it restores, in AWS's word, as in DynamoDB or RDS."""
    role: Arn
    """The role that AWS Backup takes on for it."""
    window_days: Annotated[int, Field(ge=1, le=365)] = 30
    """The recovery points of how many days it chooses from."""


def lock_of(least_days: int, most_days: int | None, cooling_days: int | None) -> dict[str, int | str]:
    """Return a vault's lock as a difference shows it; with ``cooling_days``, in words, what is for good."""
    lock: dict[str, int | str] = {"least_days": least_days}
    if most_days is not None:
        lock["most_days"] = most_days
    if cooling_days is not None:
        lock["irrevocable"] = (
            f"{cooling_days} days after this is first written nobody, the root user and Amazon included, can "
            "take it back or shorten it: what comes into the vault stays, and is paid for"
        )
    return lock
