"""Data sets of an Amazon account beside its buckets: tables, database instances, the names of secrets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from drplan.declare.base import Bytes, Declared, Name

TableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{3,255}$")]
"""A DynamoDB table's name (Amazon DynamoDB Developer Guide, "Naming rules")."""

InstanceName = Annotated[str, StringConstraints(pattern=r"^[a-z](-?[a-z0-9]){0,62}$", max_length=63)]
"""An RDS instance's identifier (Amazon RDS API, CreateDBInstance)."""

SecretPrefix = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9/_+=.@-]{1,512}$")]
"""What names of secrets begin with (AWS Secrets Manager API, CreateSecret)."""

SMALL = 32 * 2**20


class DynamoTable(Declared):
    """One DynamoDB table of an AWS account."""

    kind: Literal["dynamo-table"] = "dynamo-table"
    """Set by the word itself, never written in an inventory."""
    account: Name
    """The AWS account."""
    table: TableName
    """The table's name."""
    whole_up_to: Annotated[Bytes, Field(le=256 * 2**20)] = SMALL
    """Up to how many bytes of items all are read and kept outside AWS; of a larger table a sample is."""


class RdsInstance(Declared):
    """One database instance of Amazon RDS."""

    kind: Literal["rds-instance"] = "rds-instance"
    """Set by the word itself, never written in an inventory."""
    account: Name
    """The AWS account."""
    instance: InstanceName
    """The instance's identifier."""


class SecretNames(Declared):
    """Which secrets AWS Secrets Manager holds: names, versions, rotation, tags, copies; never a value."""

    kind: Literal["secret-names"] = "secret-names"
    """Set by the word itself, never written in an inventory."""
    account: Name
    """The AWS account."""
    prefix: SecretPrefix
    """What the names of the secrets meant begin with."""
