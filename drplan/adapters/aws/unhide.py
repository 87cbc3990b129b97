"""Bringing back what delete markers and newer versions hide in a bucket, page after page.

What is held at once is one page of the list, the versions of one file, and what one page asks for: 10⁵
versions take no more than a thousand. Each step is safe to be done again, so one that was cut off is resumed
by starting it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from drplan.adapters.access import Access
from drplan.adapters.aws.objects import read
from drplan.adapters.aws.place import S3Place, pruners_place, s3_at
from drplan.adapters.aws.session import IN_PARALLEL, errors_for
from drplan.adapters.aws.versions import versions
from drplan.declare.protection import Repository
from drplan.errors import PruneRefused, SourceError
from drplan.plan.cloud.version import NULL, Version
from drplan.plan.unhide import Decision, Moments, Tally, decide, is_restics
from drplan.ports import SecretReader

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_AT_ONCE = 1000
_COPY_OF = "drplan-unhide-of"
"""What our own copy says in its metadata: the version it is of. An ETag does not tell under SSE-KMS.

Whoever writes there can say the same, so what says so is read.
"""


@dataclass(frozen=True)
class _Bucket:
    client: S3Client
    place: S3Place

    def key(self, path: str) -> str:
        return f"{self.place.prefix}{path}"


class BucketUnhider:
    """Implements :class:`drplan.act.unhide.Unhider`, with the credential that no host has."""

    def __init__(self, access: Access, secrets: SecretReader) -> None:
        self._access = access
        self._secrets = secrets

    def moments(self, repository: Repository) -> Moments:
        """Read all versions, and tell when what is hidden was hidden."""
        found = Moments()
        with s3_at(self._place(repository)) as client, errors_for(repository.name):
            for path, held in _files(_Bucket(client, self._place(repository))):
                found.add(path, held)
        return found

    def walk(
        self,
        repository: Repository,
        since: datetime,
        *,
        apply: bool,
        known: Collection[str] = (),
        heard: Callable[[int], None] = lambda _: None,
    ) -> Tally:
        """Decide on every file, and do what was decided when told to ``apply``; tell of it all.

        ``known`` are ids of snapshots that are looked for: those without any version stay in ``missing``.
        ``heard`` is told how many files were looked at. Raises ``PruneRefused`` without a credential of its
        own, ``SourceError`` and ``Unreachable`` as S3 answers.
        """
        place, tally = self._place(repository), Tally(missing={*known})
        with s3_at(place) as client, errors_for(repository.name):
            bucket, looked = _Bucket(client, place), 0
            files = _files(bucket)
            while batch := list(islice(files, _AT_ONCE)):
                looked += len(batch)
                tally.versioned |= any(each.version != NULL for _, held in batch for each in held)
                decided = [_settled(bucket, decide(path, held, since)) for path, held in batch]
                if apply:
                    _carry_out(bucket, decided)
                for each in decided:
                    tally.add(each)
                heard(looked)
        return tally

    def _place(self, repository: Repository) -> S3Place:
        if repository.prune_user is None or repository.prune_secret is None:
            raise PruneRefused(
                f"{repository.name} declares no prune_user and prune_secret: nothing is brought back without",
                next_step="declare a credential that no host has; it needs to list, read, write and delete"
                " versions (docs/attack.md)",
            )
        place = pruners_place(repository, self._secrets, self._access)
        theirs = repository.user_secret and self._secrets.read(repository.user_secret)
        if place.secret == theirs:
            raise PruneRefused(
                f"{repository.name} shares its pruning secret with its writers: an intruder may have it",
                next_step="make a credential that no host has, and declare it as prune_user and prune_secret",
            )
        return place


def _files(bucket: _Bucket) -> Iterator[tuple[str, list[Version]]]:
    """Yield the path of one file of restic's after another, with all its versions, in the order of keys.

    Raises ``SourceError`` when S3 lists them in another order, as directory buckets do.
    """
    last, prefix = "", bucket.place.prefix
    listed = versions(bucket.client, bucket.place.bucket, prefix)
    restics = (each for each in listed if is_restics(each.key.removeprefix(prefix)))
    for key, held in groupby(restics, attrgetter("key")):
        if key < last:
            raise SourceError(
                f"{bucket.place.bucket} does not list its versions in the order of their keys",
                next_step="bring it back with its provider's own tools: nothing was changed out of order",
            )
        last = key
        yield key.removeprefix(prefix), list(held)


def _settled(bucket: _Bucket, decision: Decision) -> Decision:
    """Return the decision, without the copy when an earlier run made it."""
    top, over = decision.top, decision.over
    if top is None or over is None or over.size != top.size:
        return decision
    said = bucket.client.head_object(
        Bucket=bucket.place.bucket, Key=bucket.key(decision.path), VersionId=over.version
    )
    if said.get("Metadata", {}).get(_COPY_OF) != top.version or not _equal(bucket, decision.path, over, top):
        return decision
    state = "hidden" if decision.markers else "untouched"
    return replace(decision, state=state, top=None, over=None)  # type: ignore[arg-type]


def _equal(bucket: _Bucket, path: str, *held: Version) -> bool:
    key, name = bucket.key(path), bucket.place.bucket
    read_as = {read(bucket.client, name, key, VersionId=each.version)[1]["sha256"] for each in held}
    return len(read_as) == 1


def _carry_out(bucket: _Bucket, decided: list[Decision]) -> None:
    """Copy first, so that nothing that an intruder wrote is ever what a reader sees; then markers go."""
    with ThreadPoolExecutor(IN_PARALLEL) as pool:
        list(pool.map(lambda each: _copy(bucket, each), (each for each in decided if each.top)))
    markers: list[Any] = [
        {"Key": each.key, "VersionId": each.version} for decision in decided for each in decision.markers
    ]
    for first in range(0, len(markers), _AT_ONCE):
        _delete(bucket, markers[first : first + _AT_ONCE])


def _copy(bucket: _Bucket, decision: Decision) -> None:
    if decision.top is None:
        return
    key = bucket.key(decision.path)
    bucket.client.copy_object(
        Bucket=bucket.place.bucket,
        Key=key,
        CopySource={"Bucket": bucket.place.bucket, "Key": key, "VersionId": decision.top.version},
        MetadataDirective="REPLACE",
        Metadata={_COPY_OF: decision.top.version},
    )


def _delete(bucket: _Bucket, markers: list[Any]) -> None:
    said = bucket.client.delete_objects(
        Bucket=bucket.place.bucket, Delete={"Objects": markers, "Quiet": True}
    )
    if said.get("Errors"):
        why = said["Errors"][0].get("Code", "unknown")
        raise SourceError(
            f"{bucket.place.bucket}: {len(said['Errors'])} delete markers would not go ({why})",
            next_step="allow the pruning credential s3:DeleteObjectVersion, then run the same command again",
        )
