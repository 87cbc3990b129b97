"""Cloud tenants: accounts that others run and the district answers for."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from drplan.declare.aws_account import Budget, Trail
from drplan.declare.aws_backup import BackupVault, RestoreTest, VaultPlan
from drplan.declare.aws_copies import CopyBucket
from drplan.declare.base import Declared, Name, Text
from drplan.declare.lifecycle import Lifecycle
from drplan.declare.posture import Held, PolicyWaiver
from drplan.declare.secret import Secret

Domain = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")]
"""A domain name in lower case (RFC 1123)."""


class AwsAccount(Declared):
    """An Amazon Web Services account."""

    kind: Literal["aws"] = "aws"
    """Set by the word itself, never written in an inventory."""
    name: Name
    """Its name, unlike any other of its kind."""
    account_id: Annotated[str, Field(pattern=r"^[0-9]{12}$")]
    """Its twelve digits."""
    region: Text
    """Where its resources are, as in us-east-1."""
    owner: Name
    """The role that answers for it."""
    buckets: tuple[Name, ...] = ()
    """The S3 buckets the district keeps in it."""
    scratch_prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{2,22}[a-z0-9]$")] = "drplan-scratch"
    """What the names of buckets begin with that scratch drills make in it, and take away again."""
    baselines: tuple[Name, ...] = ("baseline",)
    """The baselines it must hold, in order."""
    admin: Secret | None = None
    """The secret of its emergency administrator, by reference."""
    lifecycle: Lifecycle | None = None
    """What it costs and until when it can be relied on."""
    vaults: tuple[BackupVault, ...] = ()
    """Its vaults of AWS Backup."""
    vault_plans: tuple[VaultPlan, ...] = ()
    """What fills them."""
    restore_tests: tuple[RestoreTest, ...] = ()
    """The restores that AWS Backup tries by itself."""
    keys_within: Annotated[timedelta, Field(ge=timedelta(days=1))] = timedelta(days=90)
    """How old an access key of one of its users may be before a person has to rotate it."""
    trail: Trail | None = None
    """Where it keeps the record of who did what in it."""
    budget: Budget | None = None
    """What it may cost in a month, and who is told before it costs more."""
    copies: tuple[CopyBucket, ...] = ()
    """The buckets in it that hold copies under object lock."""

    @model_validator(mode="after")
    def _vaults_have_names_of_their_own(self) -> Self:
        plans = [*(each.name for each in self.vault_plans), *(each.name for each in self.restore_tests)]
        for names in ([each.name for each in self.vaults], plans):
            if len(set(names)) < len(names):
                raise ValueError(f"two vaults or plans have one name: {', '.join(sorted(names))}")
        return self

    @model_validator(mode="after")
    def _scratch_buckets_are_told_by_their_names(self) -> Self:
        copies = tuple(each.name for each in self.copies)
        for bucket in (*self.buckets, *copies):
            if bucket.startswith(self.scratch_prefix):
                raise ValueError(f"{bucket} begins as scratch buckets do: declare another scratch_prefix")
        return self

    @model_validator(mode="after")
    def _trail_has_a_bucket_of_its_own(self) -> Self:
        copies = tuple(each.name for each in self.copies)
        if self.trail is not None and self.trail.bucket in (*self.buckets, *copies):
            raise ValueError(
                f"{self.trail.bucket} holds the trail, where nobody else may write: declare another"
            )
        return self

    @model_validator(mode="after")
    def _a_bucket_is_declared_once(self) -> Self:
        trail = () if self.trail is None else (self.trail.bucket,)
        named = [*self.buckets, *trail, *(each.name for each in self.copies)]
        for bucket in self.copies:
            if named.count(bucket.name) > 1:
                raise ValueError(f"{bucket.name} is declared twice: name it in copies alone")
        return self


class _Suite(Declared):
    """What the two office suites have in common."""

    name: Name
    """Its name, unlike any other of its kind."""
    domain: Domain
    """The domain it is known by, as in district.example or district.onmicrosoft.com."""
    owner: Name
    """The role that answers for it."""
    edition: Text | None = None
    """What is licensed."""
    users: Annotated[int, Field(ge=0)] = 0
    """How many accounts it holds."""
    baselines: tuple[Name, ...] = ()
    """The baselines it must hold, in order."""
    admin: Secret | None = None
    """The secret of its emergency administrator, by reference."""
    lifecycle: Lifecycle | None = None
    """What it costs and until when it can be relied on."""
    holds: tuple[Held, ...] = ()
    """The SCuBA policies it is held to: whole products as in MS.AAD, groups, or single policies."""
    waives: tuple[PolicyWaiver, ...] = ()
    """Those among them that the district does without, and why."""
    results_within: Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(days=400))] = timedelta(days=31)
    """How often it is assessed: older results count as none."""

    policies: ClassVar[str]

    @model_validator(mode="after")
    def _policies_are_of_its_suite(self) -> Self:
        for name in (*self.holds, *(each.policy for each in self.waives)):
            if name.partition(".")[0] != self.policies:
                raise ValueError(f"{name} is no policy for it: its policies begin with {self.policies}")
        waived = [each.policy for each in self.waives]
        if twice := {name for name in waived if waived.count(name) > 1}:
            raise ValueError(f"{', '.join(sorted(twice))} is waived twice")
        return self


class GoogleWorkspace(_Suite):
    """A Google Workspace tenant."""

    policies: ClassVar[str] = "GWS"

    kind: Literal["google-workspace"] = "google-workspace"
    """Set by the word itself, never written in an inventory."""


class Microsoft365(_Suite):
    """A Microsoft 365 tenant."""

    policies: ClassVar[str] = "MS"

    kind: Literal["microsoft-365"] = "microsoft-365"
    """Set by the word itself, never written in an inventory."""


Suite = GoogleWorkspace | Microsoft365
"""An office suite, whose settings no program of ours changes."""

Tenant = AwsAccount | GoogleWorkspace | Microsoft365
"""What is no machine: it has no address and nothing of it can be raised in a lab but by a stand-in."""
