"""Bringing a bucket back as it was at a moment: beside itself, or into a folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from drplan.declare import AwsAccount, District
from drplan.declare.data import S3Bucket
from drplan.declare.lookup import account_named, aws_accounts, data_set_named, unknown
from drplan.errors import UsageError
from drplan.plan.cloud.brought import Brought, Looked
from drplan.ports import Progress


class Moment(Protocol):
    """A bucket as of one moment: looked at once, then brought somewhere."""

    def refuse_bucket(self, to: str, *, declared: bool) -> None:
        """Raise ``UsageError`` unless ``to`` may be written into."""
        ...

    def refuse_folder(self, folder: Path) -> None:
        """Raise ``UsageError`` unless ``folder`` may be written into."""
        ...

    def look(self) -> Looked:
        """Read every version and say how the keys stood."""
        ...

    def into_bucket(self, to: str) -> Brought:
        """Copy what was there into another bucket, and compare."""
        ...

    def into_folder(self, folder: Path) -> Brought:
        """Fetch what was there into a folder, and compare."""
        ...


@dataclass(frozen=True)
class Target:
    """Where to: another bucket of the account, or a folder; ``None`` for both asks for the plan only."""

    bucket: str | None = None
    folder: Path | None = None


@dataclass(frozen=True)
class BucketRestored:
    """What was found, and what was done; ``done`` is ``None`` when only the plan was asked for."""

    looked: Looked
    done: Brought | None

    def well(self) -> bool:
        """Say whether everything is known for certain, came, and is as it was."""
        return self.looked.sure() and (self.done is None or self.done.well(self.looked.counts.there))


def bucket_meant(district: District, subject: str) -> tuple[AwsAccount, str]:
    """Return the account and bucket of a data set, or of ``ACCOUNT/BUCKET``; both must be declared."""
    name, slash, bucket = subject.partition("/")
    if slash:
        account = account_named(district, name)
        if bucket not in account.buckets:
            raise unknown("bucket", subject, [f"{name}/{each}" for each in account.buckets])
        return account, bucket
    source = data_set_named(district, subject).source
    if not isinstance(source, S3Bucket):
        raise UsageError(
            f"{subject} is no bucket, so it has no versions to choose from",
            next_step=f"restore its newest recovery point before a moment: drplan restore {subject} --to DIR",
        )
    return account_named(district, source.account), source.bucket


def refuse_moment(moment: datetime, now: datetime) -> None:
    """Raise ``UsageError`` for a moment that has not come; both are aware."""
    if moment > now:
        raise UsageError(
            f"--at {moment.isoformat()} has not come yet",
            next_step="give the moment in UTC, or with its offset: date -u +%Y-%m-%dT%H:%M:%SZ",
        )


def restore_bucket(
    district: District, subject: str, work: Moment, target: Target, progress: Progress
) -> BucketRestored:
    """Look, and bring what was there to the target.

    Raises ``UsageError`` for a target that may not be written into and when nothing was there at all,
    ``SourceError`` for a bucket without versions, another account, and objects that would be written over.
    """
    _refuse(district, subject, work, target)
    looked = work.look()
    counts = looked.counts
    progress.say(
        subject, f"{counts.there} objects were there, {counts.absent} not, {counts.unknown} cannot be known"
    )
    if not counts.there and not counts.unknown and not looked.gaps:
        raise UsageError(
            f"{subject} held nothing at that moment: of its {counts.absent} keys none was there",
            next_step="give a later moment: nothing was written",
        )
    if target.bucket is not None:
        return BucketRestored(looked, work.into_bucket(target.bucket))
    if target.folder is not None:
        return BucketRestored(looked, work.into_folder(target.folder))
    return BucketRestored(looked, None)


def _refuse(district: District, subject: str, work: Moment, target: Target) -> None:
    if target.folder is not None:
        work.refuse_folder(target.folder)
    if target.bucket is None:
        return
    if target.bucket == bucket_meant(district, subject)[1]:
        raise UsageError(
            f"{target.bucket} is the bucket itself: it is only read",
            next_step="name another bucket; to make old versions current again, use a recovery point",
        )
    declared = {bucket for account in aws_accounts(district) for bucket in account.buckets}
    work.refuse_bucket(target.bucket, declared=target.bucket in declared)
