"""Holding AWS accounts to their baselines."""

from __future__ import annotations

import difflib
import json
import runpy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.aws.calls import heard, rehearsed
from drplan.adapters.aws.session import endpoint_is_plain_http, errors_for, verify_account
from drplan.adapters.aws.settings import SETTINGS, Place, Setting, current_value
from drplan.declare import AwsAccount
from drplan.errors import DeclarationError, DrplanError, Unreachable
from drplan.ports import AnyAsset, AssetResult, OperationOutcome, OperationResult


@dataclass(frozen=True)
class Operation:
    """One setting of one account or bucket, with the control it answers and its wanted value."""

    place: Place
    setting: str
    control: str
    wanted: Any

    @property
    def name(self) -> str:
        """Return what a person reads: ``bucket-versioning cedar-transcripts (SH S3.14)``."""
        return f"{self.setting} {self.place.subject} ({self.control})"


def operations_of(account: AwsAccount, deploys: Path) -> list[Operation]:
    """Read the account's baselines from ``deploys/aws``; raises ``DeclarationError``."""
    return [
        each for name in account.baselines for each in _operations_in(deploys / f"aws/{name}.py", account)
    ]


def _operations_in(baseline: Path, account: AwsAccount) -> Iterator[Operation]:
    if not baseline.is_file():
        raise DeclarationError(
            f"{account.name}: no baseline file {baseline}",
            next_step="write it, or correct the asset's baselines",
        )
    wanted = runpy.run_path(str(baseline))
    for place, setting, control, value in _wanted(account, wanted):
        if setting not in SETTINGS:
            raise DeclarationError(
                f"{baseline}: no setting is named {setting!r}",
                next_step=f"use one of: {', '.join(sorted(SETTINGS))}",
            )
        yield Operation(place, setting, control, value)


def _wanted(account: AwsAccount, baseline: Mapping[str, Any]) -> Iterator[tuple[Place, str, str, Any]]:
    """Yield the account's settings, those of each declared bucket, those of what the baseline names."""
    for setting, control, value in baseline["account_settings"](account):
        yield Place(account), setting, control, value
    for bucket in account.buckets:
        for setting, control, value in baseline["bucket_settings"](account, bucket):
            yield Place(account, bucket), setting, control, value
    for name, setting, control, value in baseline.get("named_settings", _none)(account):
        yield Place(account, name=name), setting, control, value


def _none(_account: AwsAccount) -> list[tuple[str, str, str, Any]]:
    return []


def _lines(value: Any) -> list[str]:
    return [] if value is None else json.dumps(value, indent=1, sort_keys=True).splitlines()


def difference(current: Any, wanted: Any) -> str:
    """Return ``-`` and ``+`` lines that lead from the current value to the wanted one, as JSON."""
    lines = difflib.ndiff(_lines(current), _lines(wanted))
    return "\n".join(line for line in lines if line[0] in "+-")


@dataclass(frozen=True)
class _Held:
    """What came of holding one setting, and the calls that were made or would be."""

    outcome: OperationOutcome
    detail: str = ""
    calls: tuple[str, ...] = ()


def _hold(operation: Operation, *, write: bool, allow_delete: bool) -> _Held:
    setting, place = SETTINGS[operation.setting], operation.place
    current = current_value(setting, place)
    whole = setting.merge(current, operation.wanted)
    if current == whole:
        return _Held("ok")
    detail = difference(current, whole)
    left: OperationOutcome = "not-run" if write else "would-change"
    if setting.write is None:
        return _Held(left, f"{detail}\nby hand: {setting.person}")
    change = partial(setting.write, place, whole)
    kept = None if allow_delete else _spared(setting.drops(current, whole))
    if kept is not None or not write:
        return _Held(left, "\n".join(filter(None, (detail, kept))), rehearsed(change))
    return _change(setting, place, whole, detail)


def _change(setting: Setting, place: Place, whole: Any, detail: str) -> _Held:
    """Write it and read it back."""
    if setting.needs_tls and endpoint_is_plain_http():
        why = "AWS_ENDPOINT_URL is plain HTTP: this setting would lock everybody out of the bucket"
        return _Held("not-run", why)
    if setting.write is None:
        raise TypeError("only people can set this")
    with heard() as calls:
        setting.write(place, whole)
    now = current_value(setting, place)
    if now != whole:
        wrong = f"written, but AWS now says otherwise:\n{difference(now, whole)}"
        return _Held("error", wrong, tuple(calls))
    return _Held("changed", detail, tuple(calls))


def _spared(drops: Sequence[str]) -> str | None:
    """Say what would be deleted and is not."""
    return f"deletes {'; '.join(drops)}: only with --allow-delete" if drops else None


def hold_all(
    operations: Sequence[Operation], *, write: bool, allow_delete: bool = False
) -> Iterator[OperationResult]:
    """Yield what came of each setting in turn; none is asked once the account stopped answering.

    What writing would delete stays without ``allow_delete``.
    """
    silent = False
    for operation in operations:
        if silent:
            yield OperationResult(operation.name, "not-run", "the account stopped answering")
            continue
        try:
            with errors_for(operation.place.bucket or operation.place.account.name):
                held = _hold(operation, write=write, allow_delete=allow_delete)
        except DrplanError as error:
            silent = isinstance(error, Unreachable)
            held = _Held("error", f"{error.message}\nnext: {error.next_step}")
        yield OperationResult(operation.name, held.outcome, held.detail, held.calls)


class AwsEnforcer:
    """Holds AWS accounts to the baselines in ``deploys/aws``.

    Nothing is read or changed before the credentials are seen to be for the declared account. The process is
    already where ``access`` leads (see ``access.enter``); boto3 reads its environment.
    """

    def __init__(
        self, access: Access, deploys: Path = Path("deploys"), *, allow_delete: bool = False
    ) -> None:
        self._access = access
        self._deploys = deploys
        self._allow_delete = allow_delete

    def plan(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Say what would change; change nothing. Assets must be AWS accounts."""
        return [self._hold_account(asset, write=False) for asset in assets]

    def apply(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Change what differs, and read it back. A second call reports every operation ``ok``."""
        return [self._hold_account(asset, write=True) for asset in assets]

    def _hold_account(self, asset: AnyAsset, *, write: bool) -> AssetResult:
        if not isinstance(asset, AwsAccount):
            raise TypeError(f"{asset.name} is not an AWS account")
        try:
            operations = operations_of(asset, self._deploys)
            verify_account(asset, self._access)
        except DrplanError as error:
            return AssetResult(asset.name, error=f"{error.message}; next: {error.next_step}")
        held = hold_all(operations, write=write, allow_delete=self._allow_delete)
        return AssetResult(asset.name, tuple(held))
