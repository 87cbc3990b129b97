"""Bringing a data set back by hand: into a folder first, proven there, then to the place it belongs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

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
    SqliteDatabase,
    TenantExport,
)
from drplan.declare.data import source_asset
from drplan.declare.lookup import device_named, policy_named, server_named
from drplan.explain.commands import over_ssh, restore_command
from drplan.explain.content import Step
from drplan.explain.device_lines import BY_VTYSH, configure_command
from drplan.explain.network_loading import loaded
from drplan.explain.places_aws import in_account
from drplan.explain.places_streamed import fed, laid_down
from drplan.explain.words import listing
from drplan.plan.restorable import host_of, kept, what_it_is

_WHOLE = ("--numeric-owner", "--acls", "--xattrs", "--xattrs-include=*")
"""What has tar keep all that a manifest holds of a file: without it ACLs and capabilities stay behind."""
_UNPACK = shlex.join(["sudo", "tar", "-C", "/", *_WHOLE, "-xpf", "-"])


def folder_of(data_set: DataSet) -> str:
    """Return the folder, on the machine one works from, that a data set is restored into."""
    return f"restored/{data_set.name}"


def restore_steps(data_set: DataSet, district: District) -> Iterator[Step]:
    """Yield the steps for one data set, without ids; raises ``UsageError`` for an undeclared name."""
    if not kept(data_set.source, district):
        yield _put(_by_its_own_tool(data_set, district), data_set)
        return
    copies = policy_named(district, data_set.policy).copies
    if isinstance(data_set.source, DynamoTable | RdsInstance):
        yield _put(_put_back(data_set, folder_of(data_set), district), data_set)
        return
    yield Step(
        what=f"Restore data set {data_set.name} into an empty folder of the machine you work from. "
        f"It asks the copies in this order: {listing(copies)}.",
        commands=(restore_command(data_set.name, folder_of(data_set)),),
        expect='Its last line begins with "pass" and names the same number of entries twice.',
        otherwise='"fail": use nothing of what came back: remove the folder and run it again with --before '
        'and a day, as in --before 2026-11-21. "cannot be asked" names a copy and why, and the next one is '
        "asked. No copy answers: see the first actions again, then call the owner of this service.",
        action="restore",
        subject=data_set.name,
    )
    yield _put(_put_back(data_set, folder_of(data_set), district), data_set)


def _put(step: Step, data_set: DataSet) -> Step:
    return replace(step, action="put-back", subject=data_set.name)


def _put_back(data_set: DataSet, folder: str, district: District) -> Step:
    match data_set.source:
        case DeviceConfig() as source:
            return _device(source, folder, district)
        case S3Bucket() as source:
            return _bucket(source, folder)
        case DynamoTable() | RdsInstance() | SecretNames() as source:
            return in_account(source, data_set.name, folder)
        case PostgresDatabase() | MariaDbDatabase() | Command() as source:
            return fed(source, folder, district)
        case PostgresCluster() | SqliteDatabase() | LdapDirectory() as source:
            return laid_down(source, folder, district)
        case Paths() | OneRosterExport() | MoodleBackups() | TenantExport() as source:
            paths = source.paths if isinstance(source, Paths) else (source.path,)
            return _folders(host_of(source) or "", [path for path in paths if path], folder, district)


def _folders(server: str, paths: Sequence[PurePosixPath], folder: str, district: District) -> Step:
    relative = [str(path.relative_to("/")) for path in paths]
    # The posix form alone has room for parts of a second.
    pack = shlex.join(["sudo", "tar", "-C", folder, "--format=posix", *_WHOLE, "-cpf", "-", *relative])
    unpack = over_ssh(server_named(district, server).address, _UNPACK)
    return Step(
        what=f"Put the files in their place on {server}: {listing(paths)}.",
        commands=(f"{pack} | {unpack}",),
        expect="It prints nothing and ends without an error.",
        otherwise="Read the line that tar printed: a full disk and a missing right are the usual causes.",
    )


def _device(source: DeviceConfig, folder: str, district: District) -> Step:
    device = device_named(district, source.device)
    if device.platform not in BY_VTYSH:
        return loaded(device, folder)
    return Step(
        what=f"Put the configuration on {source.device} and make it take effect.",
        commands=(configure_command(device, folder),),
        expect="It prints no line that begins with a percent sign, but for % Warning, and at its end "
        "[OK] or that the configuration was saved.",
        otherwise="The line after the percent sign is what the device refused: call the network's owner.",
    )


def _by_its_own_tool(data_set: DataSet, district: District) -> Step:
    source = data_set.source
    return Step(
        what=f"drplan does not restore this sort of data set ({what_it_is(source, district)}): bring "
        f"{data_set.name} back to {source_asset(source)} with the tool that keeps it.",
        expect="What came back holds its canaries: " + listing(data_set.canaries, "none declared") + ".",
        otherwise="Call the owner of this service.",
    )


def _bucket(source: S3Bucket, folder: str) -> Step:
    index = ["find", folder, "-name", "versions.json", "-exec", "python3", "-m", "json.tool", "{}", "+"]
    copy = ["aws", "s3api", "copy-object", "--bucket", source.bucket, "--key", "KEY"]
    return Step(
        what=f"See the index of bucket {source.bucket}: each object's key and its good version. For each "
        "object that was changed or deleted, fill its KEY and VERSION into the second command and run it.",
        commands=(
            shlex.join(index),
            shlex.join([*copy, "--copy-source", f"{source.bucket}/KEY?versionId=VERSION"]),
        ),
        expect="The second command prints a CopyObjectResult with an ETag.",
        otherwise="NoSuchVersion means that the version is gone: stop and call the owner of the account.",
    )
