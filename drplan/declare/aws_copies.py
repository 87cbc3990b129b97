"""Buckets of an AWS account that hold copies, and who may do what with them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from drplan.declare.base import Declared, Name

SPARE_DAYS = 7
"""How much longer than its lock an old version stays, when nothing else is declared."""


class CopyBucket(Declared):
    """A bucket with object lock that restic's copies are kept in, and its identities."""

    name: Name
    """The bucket's name, which nobody else in AWS has."""
    lock_days: Annotated[int, Field(ge=1, le=36_500)]
    """For how many days nobody can delete or change what was written."""
    mode: Literal["compliance", "governance"] = "compliance"
    """Who can end a lock before its time: nobody, or whoever may bypass governance."""
    writer: Name
    """The IAM user that hosts write with: it adds and reads, and deletes nothing but restic's own locks."""
    restorer: Name
    """The IAM role that restores are made with: it reads current and old versions."""
    pruner: Name | None = None
    """The IAM user that drops old recovery points and undoes an attack; no host has its key."""
    operator: Name | None = None
    """The IAM role that `drplan deploy apply` runs as: it alone may lengthen the lock and set the lifecycle.

    Without one nobody may, until a person takes that statement out of the bucket's policy.
    """
    restorer_mfa: bool = True
    """False when a machine that nobody sits at becomes the restorer, and so shows no second factor."""
    expires_days: Annotated[int, Field(ge=2, le=36_500)] | None = None
    """After how many days an old version goes, once it is hidden; a week longer than the lock by itself."""

    @model_validator(mode="after")
    def _versions_outlive_their_lock(self) -> Self:
        if self.expires_days is not None and self.expires_days <= self.lock_days:
            raise ValueError(f"expires_days must be longer than lock_days ({self.lock_days})")
        return self

    @property
    def expires(self) -> int:
        """Return the days after which an old version goes."""
        return self.expires_days or self.lock_days + SPARE_DAYS
