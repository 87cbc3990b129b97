"""Sources that this machine reads and writes itself: network devices and cloud buckets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from drplan.adapters.access import Access
from drplan.adapters.captured import Captured, ControlSource
from drplan.adapters.untried import refuse_untried
from drplan.declare.assets import NetworkDevice
from drplan.declare.aws_data import DynamoTable, RdsInstance, SecretNames
from drplan.declare.data import DeviceConfig, S3Bucket, Source
from drplan.declare.district import District
from drplan.declare.lookup import account_named, data_sets, device_named
from drplan.declare.tenants import AwsAccount
from drplan.errors import SourceError
from drplan.gear.catalogue import spoken
from drplan.gear.loading import FACTS, LOADING, as_document, file_of, loading
from drplan.gear.settled import settled
from drplan.plan.restorable import kept, what_it_is
from drplan.ports import DeviceFacts, Entries

if TYPE_CHECKING:
    from drplan.adapters.network.source import DeviceConfigSource


class DeviceText:
    """A device's running configuration."""

    def __init__(self, device: NetworkDevice, source: DeviceConfigSource) -> None:
        self._device = device
        self._source = source

    def capture(self) -> Captured:
        """Fetch the configuration, and what the device says of itself, in one session."""
        return self.captured()[0]

    def captured(self) -> tuple[Captured, DeviceFacts]:
        """Do as :meth:`capture`; returns the facts too."""
        facts, text = self._source.capture(self._device)
        platform = spoken(self._device.platform)
        beside = {
            LOADING: loading(self._device, platform, facts),
            FACTS: as_document(self._device, facts),
        }
        name = file_of(self._device, platform)
        return Captured(name, text, self.prove(text)[0], beside), facts

    def read(self) -> tuple[str, Entries]:
        """Fetch the configuration; each line's place matters, so it is one entry."""
        text = self._source.fetch(self._device)
        return text, self.prove(text)[0]

    def prove(self, content: str) -> tuple[Entries, Sequence[str]]:
        """Return the manifest of the text itself, without what changes by itself; the device is not asked."""
        text = settled(content, spoken(self._device.platform))
        digest = hashlib.sha256(text.encode()).hexdigest()
        return {"running-config": {"sha256": digest, "lines": len(text.splitlines())}}, ()

    def write(self, content: str) -> Sequence[str]:
        """Push the configuration to the device and save it there."""
        self._source.restore(self._device, content)
        return ()

    def size(self, content: str, found: Entries) -> int:
        """Return the configuration's size."""
        return len(content.encode()) if found else 0


class BucketSource(Protocol):
    """Reads a bucket by key and version, and brings versions back: see :mod:`drplan.adapters.aws.bucket`."""

    def describe(
        self, account: AwsAccount, bucket: str
    ) -> tuple[Mapping[str, Mapping[str, str | int]], Mapping[str, str]]:
        """Read every current object; return ``({key: facts}, {key: version id})``."""
        ...

    def recover(self, account: AwsAccount, bucket: str, versions: Mapping[str, str]) -> Sequence[str]:
        """Bring the given version of every key back; return notes."""
        ...

    def read_versions(
        self, account: AwsAccount, bucket: str, versions: Mapping[str, str]
    ) -> Mapping[str, Mapping[str, str | int]]:
        """Read the given version of every key where its bytes are; one that is gone is left out."""
        ...


class BucketIndex:
    """A bucket's objects by version: the bytes stay in the bucket, the index says which were good."""

    def __init__(self, account: AwsAccount, bucket: str, source: BucketSource) -> None:
        self._account = account
        self._bucket = bucket
        self._source = source

    def capture(self) -> Captured:
        """Read every current object."""
        return Captured("versions.json", *self.read())

    def read(self) -> tuple[str, Entries]:
        """Read every current object; the index maps key to version."""
        entries, versions = self._source.describe(self._account, self._bucket)
        return json.dumps({"entries": entries, "versions": versions}), entries

    def write(self, content: str) -> Sequence[str]:
        """Make the indexed versions current again."""
        index = json.loads(content)
        return self._source.recover(self._account, self._bucket, index["versions"])

    def prove(self, content: str) -> tuple[Entries, Sequence[str]]:
        """Read every indexed version in the bucket itself: there, and nowhere else, are its bytes."""
        versions = json.loads(content)["versions"]
        found = self._source.read_versions(self._account, self._bucket, versions)
        return found, (
            f"{len(found)} of {len(versions)} versions were read in the bucket, where the bytes are",
        )

    def size(self, content: str, found: Entries) -> int:
        """Return the bytes of the objects found."""
        return sum(int(facts.get("size", 0)) for facts in found.values()) if content else 0


def control_source(source: Source, district: District, access: Access) -> ControlSource:
    """Return what reads and writes this source from here."""
    if not kept(source, district):
        raise SourceError(
            f"drplan does not back up or restore this sort of data set ({what_it_is(source, district)})",
            next_step="keep it by its own tool, and declare what that writes as a data set of its own",
        )
    if isinstance(source, DeviceConfig):
        from drplan.adapters.network.source import DeviceConfigSource

        refuse_untried(access, source.device)
        return DeviceText(device_named(district, source.device), DeviceConfigSource(access))
    if isinstance(source, S3Bucket):
        from drplan.adapters.aws.bucket import S3BucketSource

        account = account_named(district, source.account)
        return BucketIndex(account, source.bucket, S3BucketSource(access))
    if isinstance(source, DynamoTable | RdsInstance | SecretNames):
        return _held_in_aws(source, district, access)
    raise TypeError(f"{source.kind} is kept by its own host")


def _held_in_aws(
    source: DynamoTable | RdsInstance | SecretNames, district: District, access: Access
) -> ControlSource:
    from drplan.adapters.aws.held import InstancePoints, NamesOfSecrets, TablePoints

    account = account_named(district, source.account)
    if isinstance(source, SecretNames):
        return NamesOfSecrets(account, source, access)
    called = next((each.name for each in data_sets(district) if each.source == source), source.kind)
    if isinstance(source, DynamoTable):
        return TablePoints(account, source, called, access)
    return InstancePoints(account, source, called, access)
