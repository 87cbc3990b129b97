"""Data sets and where their truth lives."""

from __future__ import annotations

import re
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from drplan.declare.aws_data import DynamoTable, RdsInstance, SecretNames
from drplan.declare.base import AbsolutePath, Bytes, Declared, Name, Text
from drplan.declare.exports import MoodleBackups, OneRosterExport, TenantExport
from drplan.declare.sanity import Accepted, Tolerance
from drplan.declare.secret import Secret

DatabaseName = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]*$")]
"""A database's name that needs no quoting."""

_OTHERWISE_READ = re.compile(r"[\[\]\\\n\0]|\*\*|^[!~]|^\.{1,2}$")
"""What restic might read otherwise than drplan: character classes, ``**``, escapes, negation."""


def _plain_pattern(pattern: str) -> str:
    if _OTHERWISE_READ.search(pattern):
        raise ValueError(f"{pattern!r}: only * and ? are wildcards here, and nothing is negated or escaped")
    if pattern.startswith("/"):
        if set(pattern) & set("*?") or normpath(pattern) != pattern or pattern == "/":
            raise ValueError(f"{pattern!r} must be a plain absolute path below /, without * and ?")
    elif "/" in pattern:
        raise ValueError(f"{pattern!r} must be an absolute path, or a name without /")
    return pattern


EntryPattern = Annotated[Text, AfterValidator(_plain_pattern)]
"""An absolute path (that entry and all below it), or a name with * and ? (every entry called so)."""


class Paths(Declared):
    """Folders of one server, whole."""

    kind: Literal["paths"] = "paths"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it lives on."""
    paths: tuple[PurePosixPath, ...]
    """The folders, absolute and below /."""
    one_file_system: bool = False
    """Whether what is mounted below them is left out; the folders it is mounted on are kept, empty."""
    excludes: tuple[EntryPattern, ...] = ()
    """What is left out, with all below it: absolute paths, or entries' own names with * and ?."""
    volatile: tuple[EntryPattern, ...] = ()
    """Files that may change while they are read, as a log does: kept, and only looked for after a restore."""
    mounted: bool = False
    """Whether each path is where a disk is mounted: without it, a backup of the empty place is refused."""

    @model_validator(mode="after")
    def _paths_are_absolute(self) -> Self:
        if not self.paths:
            raise ValueError("paths must name at least one folder")
        for path in self.paths:
            if not path.is_absolute() or path == PurePosixPath("/"):
                raise ValueError(f"paths must be absolute and below /, not {str(path)!r}")
        return self

    @model_validator(mode="after")
    def _excludes_leave_the_paths(self) -> Self:
        for pattern in self.excludes:
            for path in self.paths:
                if path.is_relative_to(pattern) or any(fnmatchcase(part, pattern) for part in path.parts[1:]):
                    raise ValueError(f"the exclude {pattern!r} leaves out {path} itself")
        return self


class PostgresDatabase(Declared):
    """One PostgreSQL database on a server."""

    kind: Literal["postgres"] = "postgres"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it lives on."""
    database: DatabaseName
    """Its name there."""


class PostgresCluster(Declared):
    """All databases of a server's PostgreSQL, with their roles, as the files it keeps (a base backup)."""

    kind: Literal["postgres-cluster"] = "postgres-cluster"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it lives on."""
    cluster: DatabaseName = "main"
    """The cluster's name there, as `pg_lsclusters` shows it."""


class MariaDbDatabase(Declared):
    """One MariaDB or MySQL database on a server."""

    kind: Literal["mariadb"] = "mariadb"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it lives on."""
    database: DatabaseName
    """Its name there."""


class SqliteDatabase(Declared):
    """One SQLite database file of a server."""

    kind: Literal["sqlite"] = "sqlite"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it lives on."""
    path: AbsolutePath
    """The file there, absolute."""


class LdapDirectory(Declared):
    """A directory that a server answers for."""

    kind: Literal["ldap"] = "ldap"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it lives on."""
    suffix: Text
    """Where it begins (RFC 4514), as in dc=district,dc=example."""


class DeviceConfig(Declared):
    """The running configuration of one network device, whole and restorable."""

    kind: Literal["device-config"] = "device-config"
    """Set by the word itself, never written in an inventory."""
    device: Name
    """The network device."""


class S3Bucket(Declared):
    """One versioned bucket of an AWS account."""

    kind: Literal["s3-bucket"] = "s3-bucket"
    """Set by the word itself, never written in an inventory."""
    account: Name
    """The AWS account."""
    bucket: Name
    """The bucket's name, one of the account's."""


class Command(Declared):
    """What a program on a server writes to its standard output."""

    kind: Literal["command"] = "command"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it lives on."""
    argv: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The program and its arguments, none of them secret."""
    ends_with: Text | None = None
    """The last words of a whole output; an output without them is refused, whatever the exit code."""
    restore_argv: tuple[Text, ...] = ()
    """The program that reads the output back from standard input; without one it is only brought to a folder.

    It must be safe to run twice: a restore that broke off is begun anew.
    """


Source = Annotated[
    Paths
    | PostgresDatabase
    | PostgresCluster
    | MariaDbDatabase
    | SqliteDatabase
    | LdapDirectory
    | DeviceConfig
    | S3Bucket
    | DynamoTable
    | RdsInstance
    | SecretNames
    | TenantExport
    | OneRosterExport
    | MoodleBackups
    | Command,
    Field(discriminator="kind"),
]
"""Where a data set's truth lives in production."""


class DataSet(Declared):
    """Something a backup makes a recovery point of."""

    name: Name
    """Its name, unlike any other of its kind."""
    source: Source
    """Where its truth lives in production."""
    policy: Name
    """The backup policy it is kept by."""
    privacy: Literal["student-records", "staff-records", "internal", "public"]
    """Whose records it holds."""
    canaries: tuple[Text, ...] = ()
    """Manifest entries that must be present, unchanged, in every recovery point.

    For paths a file's path, for a database `table NAME`.
    """
    tolerance: Tolerance = Tolerance()
    """How much of it may have changed since the last good recovery point before a new one is doubted."""
    accepted: tuple[Accepted, ...] = ()
    """Doubted recovery points that were looked into and found good."""
    under_13: bool = False
    """Whether children under 13 are among those it is about (16 CFR 312.2)."""
    kept_for: timedelta | None = None
    """How long at the most a record stays in it (16 CFR 312.10)."""
    size: Bytes | None = None
    """What a restore brings back, in bytes, as last seen."""
    nightly_change: Bytes | None = None
    """What a night's backup adds, in bytes, as last seen."""
    ping: Secret | None = None
    """The address, by reference, that is told when its backup begins and how it ends.

    Healthchecks' way: `URL/start`, then `URL` or `URL/fail`. Whoever watches there misses what stays silent.
    """


def source_asset(source: Source) -> Name:
    """Return the name of the asset that holds a data set in production."""
    match source:
        case DeviceConfig(device=name) | TenantExport(tenant=name):
            return name
        case S3Bucket(account=name) | DynamoTable(account=name):
            return name
        case RdsInstance(account=name) | SecretNames(account=name):
            return name
        case _:
            return source.server
