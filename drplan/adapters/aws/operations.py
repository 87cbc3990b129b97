"""Which settings an account's baselines hold, in the order in which they are applied."""

from __future__ import annotations

import runpy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drplan.adapters.aws.settings import SETTINGS, Place
from drplan.declare import AwsAccount
from drplan.errors import DeclarationError


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


def buckets_held(account: AwsAccount) -> tuple[str, ...]:
    """Return every bucket that baselines hold: the declared ones, and the one of the account's trail."""
    trail = (account.trail.bucket,) if account.trail else ()
    return tuple(dict.fromkeys((*account.buckets, *trail)))


def _operations_in(baseline: Path, account: AwsAccount) -> Iterator[Operation]:
    if not baseline.is_file():
        raise DeclarationError(
            f"{account.name}: no baseline file {baseline}",
            next_step="write it, or correct the asset's baselines",
        )
    for place, setting, control, value in _said_by(baseline, account):
        if setting not in SETTINGS:
            raise DeclarationError(
                f"{baseline}: no setting is named {setting!r}",
                next_step=f"use one of: {', '.join(sorted(SETTINGS))}",
            )
        yield Operation(place, setting, control, value)


def _said_by(baseline: Path, account: AwsAccount) -> list[tuple[Place, str, str, Any]]:
    try:
        return list(_wanted(account, runpy.run_path(str(baseline))))
    except Exception as error:
        # It is a program, and the district's own to edit.
        said = " ".join(str(error).split())
        raise DeclarationError(
            f"{account.name}: the baseline {baseline} breaks off: {type(error).__name__}: {said}",
            next_step="mend it: it returns lists of (setting, control, wanted), as those beside it do",
        ) from error


def _wanted(account: AwsAccount, baseline: Mapping[str, Any]) -> Iterator[tuple[Place, str, str, Any]]:
    """Yield the account's settings, those of each bucket held, those of what the baseline names."""
    for setting, control, value in baseline["account_settings"](account):
        yield Place(account), setting, control, value
    for bucket in buckets_held(account):
        for setting, control, value in baseline["bucket_settings"](account, bucket):
            yield Place(account, bucket), setting, control, value
    for name, setting, control, value in baseline.get("named_settings", _none)(account):
        yield Place(account, name=name), setting, control, value


def _none(_account: AwsAccount) -> list[tuple[str, str, str, Any]]:
    return []
