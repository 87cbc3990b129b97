"""A bucket as of a moment: which versions those are, and where they are brought."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from drplan.adapters.access import Access
from drplan.adapters.aws.into_bucket import IntoBucket, refuse_bucket
from drplan.adapters.aws.into_folder import IntoFolder, refuse_folder
from drplan.adapters.aws.objects import see_versioning
from drplan.adapters.aws.session import errors_for, s3_client, verify_account
from drplan.adapters.aws.spool import Spool
from drplan.adapters.aws.versions import expiries, versions
from drplan.declare import AwsAccount
from drplan.errors import UsageError
from drplan.plan.cloud.brought import Brought, Looked
from drplan.plan.cloud.point_in_time import Expiry, then

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def _gap(each: Expiry) -> str:
    return (
        f"versions of {each.prefix or 'all keys'} replaced before {each.since:%Y-%m-%d %H:%M} UTC are"
        f" removed by the bucket's lifecycle: what was deleted before then may be missing without a trace"
    )


@contextmanager
def _on_disk(folder: Path) -> Iterator[None]:
    """Turn what a disk refuses into an error of ours; raises ``UsageError``."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written into: {error.strerror or type(error).__name__}",
            next_step="make room, or name another folder; run the same again: what came whole stays",
        ) from error


class BucketMoment:
    """One declared bucket as of one moment. What is looked at is kept on disk until the block ends.

    ``moment`` and ``now`` are aware. Every method raises as ``errors_for`` does, and ``SourceError`` when the
    credentials are for another account.
    """

    def __init__(
        self, access: Access, account: AwsAccount, bucket: str, moment: datetime, now: datetime
    ) -> None:
        self._access, self._account, self._bucket = access, account, bucket
        self._moment, self._now = moment, now
        self._spool = Spool()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._spool.__exit__(None, None, None)

    def refuse_bucket(self, to: str, *, declared: bool) -> None:
        """Raise ``UsageError`` unless ``to`` may be written into."""
        client = self._client()
        with errors_for(f"{self._account.name}/{to}"):
            refuse_bucket(client, to, self._account.account_id, declared=declared)

    def refuse_folder(self, folder: Path) -> None:
        """Raise ``UsageError`` unless ``folder`` is empty, or holds this bucket at this moment in part."""
        with _on_disk(folder):
            refuse_folder(folder, self._of())

    def look(self) -> Looked:
        """Read every version once and say how the keys stood; raises ``SourceError`` without versions."""
        client, found = self._client(), Looked()
        with errors_for(f"{self._account.name}/{self._bucket}"):
            see_versioning(client, self._bucket, ever=True)
            expired = expiries(client, self._bucket, self._now)
            for one in then(versions(client, self._bucket), self._moment, expired):
                found.add(one)
                if one.state == "there" and one.version:
                    self._spool.add(one.version)
        found.gaps += [_gap(each) for each in expired if each.since >= self._moment]
        return found

    def into_bucket(self, to: str) -> Brought:
        """Copy what was there into another bucket of the account, and compare; ``look`` came first."""
        client = self._client()
        with errors_for(f"{self._account.name}/{self._bucket} into {to}"):
            return IntoBucket(client, self._bucket, self._spool, to).bring()

    def into_folder(self, folder: Path) -> Brought:
        """Fetch what was there into a folder, and compare; ``look`` came first.

        Raises ``UsageError`` when the folder takes no more.
        """
        client = self._client()
        with errors_for(f"{self._account.name}/{self._bucket}"), _on_disk(folder):
            return IntoFolder(client, self._bucket, self._spool, folder, self._of()).bring()

    def _of(self) -> str:
        return f"{self._account.name}/{self._bucket} at {self._moment.isoformat()}"

    def _client(self) -> S3Client:
        verify_account(self._account, self._access)
        return s3_client(self._account.region)
