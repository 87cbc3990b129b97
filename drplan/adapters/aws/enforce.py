"""Holding AWS accounts to their baselines."""

from __future__ import annotations

import difflib
import json
import runpy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.aws.session import endpoint_is_plain_http, errors_for, verify_account
from drplan.adapters.aws.settings import SETTINGS, Place, current_value
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
        return f"{self.setting} {self.place.bucket or 'account'} ({self.control})"


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
    places = [(Place(account), wanted["account_settings"](account))]
    places += [(Place(account, b), wanted["bucket_settings"](account, b)) for b in account.buckets]
    for place, settings in places:
        for setting, control, value in settings:
            if setting not in SETTINGS:
                raise DeclarationError(
                    f"{baseline}: no setting is named {setting!r}",
                    next_step=f"use one of: {', '.join(sorted(SETTINGS))}",
                )
            yield Operation(place, setting, control, value)


def _lines(value: Any) -> list[str]:
    return [] if value is None else json.dumps(value, indent=1, sort_keys=True).splitlines()


def difference(current: Any, wanted: Any) -> str:
    """Return ``-`` and ``+`` lines that lead from the current value to the wanted one, as JSON."""
    lines = difflib.ndiff(_lines(current), _lines(wanted))
    return "\n".join(line for line in lines if line[0] in "+-")


def _hold(operation: Operation, *, write: bool) -> tuple[OperationOutcome, str]:
    setting, place = SETTINGS[operation.setting], operation.place
    current = current_value(setting, place)
    whole = setting.merge(current, operation.wanted)
    if current == whole:
        return "ok", ""
    detail = difference(current, whole)
    if not write:
        return "would-change", detail
    if setting.needs_tls and endpoint_is_plain_http():
        return (
            "not-run",
            "AWS_ENDPOINT_URL is plain HTTP: this setting would lock everybody out of the bucket",
        )
    setting.write(place, whole)
    now = current_value(setting, place)
    if now != whole:
        return "error", f"written, but AWS now says otherwise:\n{difference(now, whole)}"
    return "changed", detail


def hold_all(operations: Sequence[Operation], *, write: bool) -> Iterator[OperationResult]:
    """Yield what came of each setting in turn; none is asked once the account stopped answering."""
    silent = False
    for operation in operations:
        if silent:
            yield OperationResult(operation.name, "not-run", "the account stopped answering")
            continue
        try:
            with errors_for(operation.place.bucket or operation.place.account.name):
                outcome, detail = _hold(operation, write=write)
        except DrplanError as error:
            silent = isinstance(error, Unreachable)
            outcome, detail = "error", f"{error.message}\nnext: {error.next_step}"
        yield OperationResult(operation.name, outcome, detail)


class AwsEnforcer:
    """Holds AWS accounts to the baselines in ``deploys/aws``.

    Nothing is read or changed before the credentials are seen to be for the declared account. The process is
    already where ``access`` leads (see ``access.enter``); boto3 reads its environment.
    """

    def __init__(self, access: Access, deploys: Path = Path("deploys")) -> None:
        self._access = access
        self._deploys = deploys

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
        return AssetResult(asset.name, tuple(hold_all(operations, write=write)))
