"""The accounts of a scratch drill, as its ground, its baselines, its data and its probes see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.captured import ControlSource
from drplan.adapters.scratch.accounts import Accounts
from drplan.adapters.sources import BucketIndex, control_source
from drplan.declare.data import S3Bucket, Source
from drplan.declare.district import District
from drplan.declare.lookup import account_named
from drplan.declare.probes import ObjectProbe, Probe
from drplan.declare.tenants import AwsAccount
from drplan.errors import DrplanError, SourceError
from drplan.ports import AnyAsset, AssetResult, OperationResult, Prober, Sighting


@dataclass(frozen=True)
class RoomAccounts:
    """``names`` holds, by account and bucket, the scratch bucket that it comes back into.

    ``silent`` says of accounts why they cannot be worked on: nothing of these is tried.
    """

    accounts: Accounts | None = None
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)

    def ask(self, verb: str, account: str, **more: Any) -> Any:
        """Ask the process that works on the accounts; raises ``DrplanError``."""
        if self.accounts is None or account not in self.names:
            raise SourceError(f"{account} is not in this drill", next_step="start the drill again")
        return self.accounts.ask(verb, account, **more)

    def end_changes(self) -> None:
        """Have nothing more come into the scratch buckets, from within a signal's handler too."""
        if self.accounts:
            self.accounts.end_changes()

    def excuse(self, account: AwsAccount) -> str | None:
        """Say why nothing of an account can come back."""
        if account.name in self.silent:
            return f"{account.name}: {self.silent[account.name]}"
        return None if account.name in self.names else f"{account.name}: no data of it is in this drill"

    def blank(self, account: AwsAccount) -> str:
        """Make the account's scratch buckets; returns one line."""
        return str(self.ask("blank", account.name))

    def check(self, *, first: bool) -> tuple[list[str], list[str]]:
        """Return what is wrong with the scratch buckets and what holds changes to them, and what was seen."""
        wrong: list[str] = []
        told: list[str] = []
        for name in self.names:
            faults, seen = self.ask("check", name, first=first)
            wrong += faults
            told.append(seen)
        return wrong, told

    def describe(
        self, account: AwsAccount, bucket: str
    ) -> tuple[Mapping[str, Mapping[str, str | int]], Mapping[str, str]]:
        """Read every object of a bucket's scratch bucket, as a ``BucketSource`` does."""
        found, versions = self.ask("read", account.name, bucket=bucket)
        return found, versions

    def recover(self, account: AwsAccount, bucket: str, versions: Mapping[str, str]) -> Sequence[str]:
        """Copy the given versions into the scratch bucket, emptied first; the bucket itself is only read."""
        notes: list[str] = self.ask("restore", account.name, bucket=bucket, versions=dict(versions))
        return notes

    def read_versions(
        self, account: AwsAccount, bucket: str, versions: Mapping[str, str]
    ) -> Mapping[str, Mapping[str, str | int]]:
        """Read the given version of every key in the bucket itself, where its bytes are."""
        found: Mapping[str, Mapping[str, str | int]] = self.ask(
            "read-versions", account.name, bucket=bucket, versions=dict(versions)
        )
        return found

    def controls(self, source: Source, district: District, access: Access) -> ControlSource:
        """Return what reads and writes a source: a bucket's in its scratch bucket, others in the room."""
        if isinstance(source, S3Bucket):
            return BucketIndex(account_named(district, source.account), source.bucket, self)
        return control_source(source, district, access)


class ScratchAwsEnforcer:
    """Implements :class:`drplan.ports.Enforcer` for the scratch buckets of accounts."""

    def __init__(self, accounts: RoomAccounts) -> None:
        self._accounts = accounts

    def apply(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Hold the scratch buckets to the accounts' baselines; the accounts' own settings are left alone."""
        return [self._hold(asset) for asset in assets]

    def plan(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Say of each account that nothing is planned for scratch buckets."""
        return [AssetResult(asset.name, error="a drill alone holds scratch buckets") for asset in assets]

    def _hold(self, asset: AnyAsset) -> AssetResult:
        try:
            held: list[Mapping[str, Any]] = self._accounts.ask("hold", asset.name)
        except DrplanError as error:
            return AssetResult(asset.name, error=f"{error.message}; next: {error.next_step}")
        return AssetResult(asset.name, tuple(OperationResult(**each) for each in held))


class ScratchProber:
    """Looks at objects in scratch buckets, by ``outside``; at everything else in the room."""

    def __init__(self, room: Prober, outside: Prober, accounts: RoomAccounts) -> None:
        self._room, self._outside, self._accounts = room, outside, accounts

    def look(self, probe: Probe) -> Sighting:
        """Look once; production's bucket is never looked at in a scratch bucket's stead."""
        if not isinstance(probe, ObjectProbe):
            return self._room.look(probe)
        scratch = self._accounts.names.get(probe.account, {}).get(probe.bucket)
        if scratch is None:
            return Sighting(healthy=False, detail=f"{probe.bucket} has no scratch bucket in this drill")
        return self._outside.look(probe.model_copy(update={"bucket": scratch}))
