"""What this version of drplan backs up and brings back itself; the rest is declared, judged and explained."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from drplan.declare import (
    Command,
    DataSet,
    DeviceConfig,
    District,
    DynamoTable,
    LdapDirectory,
    MariaDbDatabase,
    MoodleBackups,
    OneRosterExport,
    Paths,
    PostgresCluster,
    PostgresDatabase,
    RdsInstance,
    S3Bucket,
    SecretNames,
    Source,
    SqliteDatabase,
    TenantExport,
)
from drplan.declare.lookup import device_named
from drplan.gear import PLATFORMS, RESTORED

SPOKEN: AbstractSet[str] = RESTORED
"""The platforms of network devices that drplan brings back; it backs up all that it has a file of."""

ON_HOSTS = (
    Paths,
    PostgresDatabase,
    PostgresCluster,
    MariaDbDatabase,
    SqliteDatabase,
    LdapDirectory,
    OneRosterExport,
    MoodleBackups,
    Command,
)
"""The sources that the agent on their own server reads and writes."""

BESIDE = (DynamoTable, RdsInstance, SecretNames)
"""The sources of an Amazon account that come back beside production only, and in no drill."""


def host_of(source: Source) -> str | None:
    """Name the server whose agent reads and writes this source; ``None`` where no agent does."""
    if isinstance(source, ON_HOSTS):
        return source.server
    return source.server if isinstance(source, TenantExport) else None


def kept(source: Source, district: District) -> bool:
    """Say whether drplan makes recovery points of it; raises ``UsageError`` for an undeclared device."""
    if isinstance(source, DeviceConfig):
        return device_named(district, source.device).platform in PLATFORMS
    return isinstance(source, (S3Bucket, *BESIDE)) or host_of(source) is not None


def read_alone(data_set: DataSet) -> bool:
    """Say whether a recovery point's bytes can be read from a repository, with nothing brought back.

    An instance's are in AWS alone, and so are those of a table that is declared to be too large to be kept.
    """
    source = data_set.source
    if isinstance(source, DynamoTable):
        return data_set.size is None or data_set.size <= source.whole_up_to
    return not isinstance(source, RdsInstance)


def restorable(source: Source, district: District) -> bool:
    """Say whether drplan itself brings it back to its place, and not only into a folder.

    Raises ``UsageError`` for an undeclared device.
    """
    if isinstance(source, BESIDE) or (isinstance(source, Command) and not source.restore_argv):
        return False
    if isinstance(source, DeviceConfig):
        return device_named(district, source.device).platform in SPOKEN
    return kept(source, district)


def of_archives(source: Source) -> bool:
    """Say whether its files are archives that are read to their end whenever they are kept."""
    return isinstance(source, MoodleBackups) or (
        isinstance(source, TenantExport) and source.form == "takeout"
    )


def of_exports(source: Source) -> bool:
    """Say whether another program leaves it in a folder, now and then: it may be older than its backup."""
    return isinstance(source, OneRosterExport | MoodleBackups | TenantExport)


def what_it_is(source: Source, district: District) -> str:
    """Name the sort of source, with a device's platform."""
    if isinstance(source, DeviceConfig):
        return f"{source.kind} of {device_named(district, source.device).platform}"
    return source.kind
