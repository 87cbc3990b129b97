"""A versioned bucket as a data set: reading it, losing it the way a thief would, bringing it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from drplan.adapters.access import Access
from drplan.adapters.aws.abreast import abreast
from drplan.adapters.aws.copying import Original, copy_version, original
from drplan.adapters.aws.loss import steal_all
from drplan.adapters.aws.objects import GONE, Entry, keys, listed, read, read_version, see_versioning
from drplan.adapters.aws.session import error_code, errors_for, s3_client, verify_account
from drplan.declare import AwsAccount
from drplan.errors import UsageError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def _in_place(client: S3Client, of: Original) -> bool:
    """Say whether the current object is the wanted version or a whole copy of it."""
    try:
        current = client.head_object(Bucket=of.bucket, Key=of.key)
    except ClientError as error:
        if error_code(error) in GONE:
            return False
        raise
    return (current["ETag"], current["ContentLength"]) == (of.etag, of.size)


def _bring(client: S3Client, bucket: str, key: str, version: str, to: str) -> str:
    """Return ``kept``, ``copied`` or ``lost``."""
    try:
        of = original(client, bucket, key, version)
        if bucket == to and _in_place(client, of):
            return "kept"
        copy_version(client, of, to)
    except ClientError as error:
        if error_code(error) in GONE:
            return "lost"
        raise
    return "copied"


def _lost(versions: Mapping[str, str], done: list[str]) -> list[str]:
    lost = [key for key, outcome in zip(versions, done, strict=True) if outcome == "lost"]
    return [f"{len(lost)} versions are gone: {', '.join(lost[:5])}"] if lost else []


class S3BucketSource:
    """Reads and restores versioned buckets. Whoever calls has entered ``access`` (see ``access.enter``)."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def describe(self, account: AwsAccount, bucket: str) -> tuple[dict[str, Entry], dict[str, str]]:
        """Read every current object; return ``({key: facts}, {key: version id})``.

        Facts are ``type``, ``size`` and ``sha256``: what a restored object must equal. Version ids say where
        the bytes can be fetched again, and differ after a restore. Raises ``SourceError`` when the bucket
        keeps no versions, the account is another one, or an object vanished while it was read,
        ``Unreachable``, ``SecretMissing``.
        """
        client = self._client(account)
        entries: dict[str, Entry] = {}
        versions: dict[str, str] = {}
        with errors_for(f"{account.name}/{bucket}"):
            see_versioning(client, bucket)
            held = keys(client, bucket)
            for key, facts, version in abreast(lambda key: read(client, bucket, key), held):
                entries[key], versions[key] = facts, version
        return entries, versions

    def read_versions(
        self, account: AwsAccount, bucket: str, versions: Mapping[str, str]
    ) -> dict[str, Entry]:
        """Read the given version of every key, current or not; one that is gone is left out.

        Raises as :meth:`describe` does.
        """
        client = self._client(account)
        with errors_for(f"{account.name}/{bucket}"):
            every = abreast(lambda item: read_version(client, bucket, *item), versions.items())
            return dict(each for each in every if each is not None)

    def lose(self, account: AwsAccount, bucket: str) -> str:
        """Do what a thief with the client's keys does: every other object overwritten, the rest deleted.

        Older versions stay, as they do for whoever lacks ``s3:DeleteObjectVersion``. Returns one line that
        says what was done. Raises ``UsageError`` outside a lab: this never touches production.
        """
        if self._access.where == "production":
            raise UsageError(
                f"{account.name}/{bucket} is production: drplan destroys in a lab only",
                next_step="run drplan lab up, then the drill",
            )
        client = self._client(account)
        with errors_for(f"{account.name}/{bucket}"):
            return steal_all(client, bucket)

    def recover(self, account: AwsAccount, bucket: str, versions: Mapping[str, str]) -> list[str]:
        """Make the given version of every key the current one again; return notes for the record.

        An old version is copied over the present one. That needs no permission to delete, works under object
        lock, and keeps the thief's versions as evidence. Nothing is removed: keys that are not in
        ``versions`` stay and are noted. A version that is gone is noted, not raised: reading the bucket
        anew shows what is missing. Safe to repeat.
        """
        client = self._client(account)
        with errors_for(f"{account.name}/{bucket}"):
            done = list(abreast(lambda item: _bring(client, bucket, *item, bucket), versions.items()))
            others = sum(entry["Key"] not in versions for entry in listed(client, bucket))
        notes = [f"{done.count('copied')} objects copied from their earlier version"]
        notes += [f"{done.count('kept')} objects were in place already"] if "kept" in done else []
        notes += _lost(versions, done)
        return notes + ([f"{others} objects not in the recovery point were left alone"] if others else [])

    def copy_to(self, account: AwsAccount, bucket: str, versions: Mapping[str, str], to: str) -> list[str]:
        """Copy the given version of every key into another bucket of the account, within S3.

        ``bucket`` is only read. A version that is gone is noted, not raised. Returns notes for the record.
        """
        client = self._client(account)
        with errors_for(f"{account.name}/{bucket}"):
            done = list(abreast(lambda item: _bring(client, bucket, *item, to), versions.items()))
        notes = [f"{done.count('copied')} objects copied from their versions in {bucket} to {to}"]
        return notes + _lost(versions, done)

    def _client(self, account: AwsAccount) -> S3Client:
        verify_account(account, self._access)
        return s3_client(account.region)
