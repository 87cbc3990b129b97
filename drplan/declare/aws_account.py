"""What the district has an AWS account keep of itself: who did what in it, and what it may cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from drplan.declare.base import Declared, Name

IamName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+=,.@_-]{1,64}$")]
"""The name of a user or a role in AWS's own directory (IAM)."""

Told = Annotated[
    str, StringConstraints(pattern=r"^([a-z][a-z0-9-]{0,62}|[^@\s]{1,64}@[^@\s]+)$", max_length=50)
]
"""A declared role, or a mailbox of at most 50 letters, which is what AWS takes."""


Percent = Annotated[int, Field(gt=0, le=1000)]
"""A share of a whole, in percent; a budget can be warned of when it is spent twice."""


class Trail(Declared):
    """The record of who did what in an AWS account (CloudTrail): kept where nobody deletes it."""

    name: Annotated[Name, Field(min_length=3)]
    """Its name in the account."""
    bucket: Name
    """The bucket it is kept in, for the trail alone."""
    locked_for: Annotated[timedelta | None, Field(ge=timedelta(days=1))] = None
    """How long nobody at all can delete a record: S3 object lock in the mode COMPLIANCE, in whole days."""
    removers: tuple[IamName, ...] = ()
    """The IAM roles that may delete what is kept there and is not locked; without any, nobody may."""

    @model_validator(mode="after")
    def _locked_for_whole_days(self) -> Self:
        if self.locked_for is not None and self.locked_for % timedelta(days=1):
            raise ValueError("locked_for is not in whole days, and S3 locks for days")
        return self


class Budget(Declared):
    """What an AWS account may cost in a month, and who is told before it costs more."""

    dollars_a_month: Annotated[int, Field(gt=0)]
    """United States dollars a month."""
    told: Annotated[tuple[Told, ...], Field(min_length=1, max_length=10)]
    """Who is told: roles, by name, or mailboxes."""
    warn_at: Annotated[tuple[Percent, ...], Field(min_length=1, max_length=4)] = (80, 100)
    """They are told when this much of it is spent, in percent."""

    @model_validator(mode="after")
    def _warns_once_at_each(self) -> Self:
        if len(set(self.warn_at)) < len(self.warn_at):
            raise ValueError("warn_at names a percentage twice")
        return self
