"""Data sets, the places their copies are kept, and how often copies are made."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from drplan.declare.base import Declared, Name, Text
from drplan.declare.secret import Secret


class Paths(Declared):
    """Folders of one server, whole. ``server`` is an asset's name; each path is absolute."""

    kind: Literal["paths"] = "paths"
    server: Name
    paths: tuple[PurePosixPath, ...]

    @model_validator(mode="after")
    def _paths_are_absolute(self) -> Self:
        if not self.paths:
            raise ValueError("paths must name at least one folder")
        for path in self.paths:
            if not path.is_absolute() or path == PurePosixPath("/"):
                raise ValueError(f"paths must be absolute and below /, not {str(path)!r}")
        return self


class PostgresDatabase(Declared):
    """One PostgreSQL database on a server."""

    kind: Literal["postgres"] = "postgres"
    server: Name
    database: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]*$")]


class DeviceConfig(Declared):
    """The running configuration of one network device, whole and restorable."""

    kind: Literal["device-config"] = "device-config"
    device: Name


class S3Bucket(Declared):
    """One versioned bucket of an AWS account."""

    kind: Literal["s3-bucket"] = "s3-bucket"
    account: Name
    bucket: Name


Source = Annotated[Paths | PostgresDatabase | DeviceConfig | S3Bucket, Field(discriminator="kind")]
"""Where a data set's truth lives in production."""


class DataSet(Declared):
    """Something a backup makes a recovery point of.

    ``policy`` names a :class:`BackupPolicy`. ``canaries`` are manifest entries that must be present,
    unchanged, in every recovery point: for paths a file's path, for a database ``table NAME``.
    ``privacy`` says whose records it holds.
    """

    name: Name
    source: Source
    policy: Name
    privacy: Literal["student-records", "staff-records", "internal", "public"]
    canaries: tuple[Text, ...] = ()


class Repository(Declared):
    """A place where restic keeps recovery points.

    ``location`` is restic's own word for it (``rest:https://…``, ``s3:http://…``, a folder). The secrets
    are references. ``ca_certificate`` leads to PEM text when the server's certificate is the district's own.
    ``immutable_days``: the credentials that write here cannot delete before that many days have passed.
    """

    name: Name
    location: Text
    site: Name
    media: Text
    password: Secret
    user: Secret | None = None
    user_secret: Secret | None = None
    ca_certificate: Secret | None = None
    immutable_days: Annotated[int, Field(ge=0)] = 0
    append_only: bool = False


class BackupPolicy(Declared):
    """Which repositories hold copies, nearest first, and how often a recovery point is made."""

    name: Name
    copies: tuple[Name, ...]
    cadence: timedelta

    @model_validator(mode="after")
    def _something_is_kept(self) -> Self:
        if not self.copies:
            raise ValueError("copies must name at least one repository")
        if self.cadence <= timedelta(0):
            raise ValueError("cadence must be longer than zero")
        return self
