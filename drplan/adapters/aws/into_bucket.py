"""Picked versions into another bucket: what may be written into, the copies, and their proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from drplan.adapters.aws.abreast import abreast
from drplan.adapters.aws.copying import Original, copy_in_parts, copy_version, original
from drplan.adapters.aws.objects import GONE, listed
from drplan.adapters.aws.proving import READ_WHOLE, Compared, by_listing, by_reading, compared
from drplan.adapters.aws.session import error_code
from drplan.adapters.aws.spool import Pick, Spool
from drplan.adapters.aws.versions import encrypts_with_keys, versions
from drplan.errors import SourceError, UsageError
from drplan.plan.cloud.brought import Brought, Named

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    _Ask = Callable[[S3Client, str, Pick, str], Compared]

SAMPLE = 5
"""How many objects are read whole at the end, whatever else was compared."""

NOT_THEN = Compared("differs", "key")
"""For an object whose key was not there at the moment."""

_AWAY = {
    "InvalidObjectState": "lies in cold storage: have S3 restore it first",
    "PreconditionFailed": "was written over while it was copied",
    "412": "was written over while it was copied",
}


def refuse_bucket(client: S3Client, to: str, owner: str, *, declared: bool) -> None:
    """Raise ``UsageError`` for a bucket that is not there, not of the account ``owner``, or in use.

    A declared bucket must be empty. Another one may hold what an earlier run of the same brought.
    """
    try:
        client.head_bucket(Bucket=to, ExpectedBucketOwner=owner)
    except ClientError as error:
        if error_code(error) in {"404", "NoSuchBucket", "403", "AccessDenied"}:
            raise UsageError(
                f"{to} is no bucket of account {owner} that these credentials may use",
                next_step=f"make it first: aws s3 mb s3://{to}, or name another",
            ) from error
        raise
    held = next(versions(client, to), None)
    if declared and held:
        raise UsageError(
            f"{to} is a declared bucket and holds data: nothing is written into it",
            next_step="name an empty bucket, look at what came, and copy from it what is wanted",
        )


class IntoBucket:
    """Copies the picks of a spool from ``bucket`` to ``to``, within S3."""

    def __init__(self, client: S3Client, bucket: str, spool: Spool, to: str) -> None:
        self._client, self._bucket, self._spool, self._to = client, bucket, spool, to
        self._ask = encrypts_with_keys(client, bucket)
        self._done = Brought()

    def bring(self) -> Brought:
        """Copy what is not there yet, compare all. Raises ``SourceError`` before it writes over anything."""
        self._look_there()
        for pick, fault in abreast(self._copy, self._spool.picks()):
            if fault:
                self._spool.mark(pick.key, "failed")
                self._done.failed.add(pick.key, fault)
            else:
                self._done.brought += 1
                self._done.size += pick.size
        self._prove()
        self._read_sample()
        return self._done

    def _look_there(self) -> None:
        """Mark what an earlier run brought; refuse what is not of this moment."""
        foreign = Named()

        def take(key: str, found: Compared) -> None:
            if found.outcome == "differs":
                foreign.add(key, "is another object")
            else:
                # What cannot be told from it is not written over either: it is said in the end.
                self._spool.mark(key, "kept")
                self._done.in_place += 1

        self._compare(compared, take)
        if foreign.count:
            raise SourceError(
                f"{self._to} holds {foreign.count} objects that are not of this moment: "
                f"{', '.join(key for key, _ in foreign.first[:3])}",
                next_step="name an empty bucket: nothing is written over",
            )

    def _compare(self, ask: _Ask, take: Callable[[str, Compared], None]) -> None:
        """Compare each object of the target with its pick; ask only where the listing settles nothing."""

        def unsettled() -> Iterator[Pick]:
            for entry in listed(self._client, self._to):
                known = self._spool.find(entry["Key"])
                if known is None:
                    take(entry["Key"], NOT_THEN)
                elif told := by_listing(known[0], entry["Size"], entry["ETag"]):
                    take(entry["Key"], told)
                else:
                    yield known[0]

        def asked(pick: Pick) -> tuple[str, Compared]:
            return pick.key, ask(self._client, self._bucket, pick, self._to)

        for key, found in abreast(asked, unsettled()):
            take(key, found)

    def _copy(self, pick: Pick) -> tuple[Pick, str]:
        try:
            self._copied(pick)
        except ClientError as error:
            code = error_code(error)
            fault = _AWAY.get(code) or ("the version is gone" if code in GONE else "")
            if not fault:
                raise
            return pick, fault
        return pick, ""

    def _copied(self, pick: Pick) -> None:
        asked = self._ask
        of = Original(self._bucket, *pick, secured=None if asked else {})
        if "-" in pick.etag and pick.size > READ_WHOLE:
            copy_in_parts(self._client, of, self._to)
        elif copy_version(self._client, of, self._to) != pick.etag and not asked and "-" not in pick.etag:
            # Its ETag was no MD5, so a key of KMS may have been at work: look, and keep that key.
            known = original(self._client, self._bucket, pick.key, pick.version)
            if known.secured:
                self._ask = True
                copy_version(self._client, known, self._to)

    def _prove(self) -> None:
        self._compare(compared, self._take)
        for state in ("", "kept"):
            for pick in self._spool.picks(state):
                self._done.wrong.add(pick.key, "is missing")

    def _take(self, key: str, found: Compared) -> None:
        self._spool.mark(key, "compared")
        if found.outcome == "same":
            self._done.prove(found.by)
        elif found is NOT_THEN:
            self._done.wrong.add(key, "was not there at the moment")
        elif found.outcome == "differs":
            self._done.wrong.add(key, f"differs in {found.by}")
        else:
            self._done.unproved.add(key, "only its size is equal")

    def _read_sample(self) -> None:
        for pick in self._spool.sample(SAMPLE, READ_WHOLE):
            if (known := self._spool.find(pick.key)) and known[1] == "compared":
                self._done.sampled += 1
                if by_reading(self._client, self._bucket, pick, self._to).outcome == "differs":
                    self._done.wrong.add(pick.key, "differs in bytes")
