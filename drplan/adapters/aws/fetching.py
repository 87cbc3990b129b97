"""One version into one file: whole under its name, or not there at all."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drplan.adapters.aws.copying import Original, part_of
from drplan.adapters.aws.digests import Digests, digests_of
from drplan.adapters.aws.objects import CHUNK
from drplan.adapters.aws.proving import is_md5
from drplan.adapters.aws.spool import Pick
from drplan.errors import SourceError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_READ_BY_BOTOCORE = ("ChecksumSHA256", "ChecksumSHA1", "ChecksumCRC32")
"""The sums that botocore holds against the bytes as they come, without further libraries."""

_SAID = (
    *("ContentType", "ContentEncoding", "ContentLanguage", "ContentDisposition", "CacheControl"),
    *("Metadata", "TagCount", "ServerSideEncryption"),
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """``how``: ``brought``, ``kept`` or ``wrong``; ``by`` what was compared, ``""`` for the size only."""

    pick: Pick
    name: str
    how: str
    by: str
    sha256: str
    beside: dict[str, Any]


class Fetcher:
    """Fetches versions of ``bucket`` below ``folder``, by way of ``parts``, a folder beside them."""

    def __init__(self, client: S3Client, bucket: str, folder: Path, parts: Path) -> None:
        self._client, self._bucket = client, bucket
        self._folder, self._parts = folder.resolve(), parts
        self._numbers, self._room = count(), Path()

    def fetch(self, pick: Pick, name: str) -> Fetched:
        """Bring one version unless it is there whole; ``ClientError`` passes through."""
        path = self._folder / name
        part = self._part(pick)
        if size_of(path) == pick.size:
            sums = digests_of(path, part)
            if sums.etag() == pick.etag:
                head = self._client.head_object(Bucket=self._bucket, Key=pick.key, VersionId=pick.version)
                return Fetched(pick, name, "kept", "etag", sums.sha256(), _said(head))
        self._make_room(path.parent)
        return self._bring(pick, name, path, part)

    def _part(self, pick: Pick) -> int:
        of = Original(self._bucket, *pick)
        return part_of(self._client, of) if "-" in pick.etag else 0

    def _make_room(self, parent: Path) -> None:
        if parent == self._room:
            return
        parent.mkdir(parents=True, exist_ok=True)
        if parent.resolve() != parent:
            raise SourceError(
                f"{parent} leads out of the folder by a link: nothing is written through it",
                next_step="name an empty folder",
            )
        self._room = parent

    def _bring(self, pick: Pick, name: str, path: Path, part: int) -> Fetched:
        answer = self._client.get_object(
            Bucket=self._bucket, Key=pick.key, VersionId=pick.version, ChecksumMode="ENABLED"
        )
        beside, sums = self._parts / str(next(self._numbers)), Digests(part)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in answer["Body"].iter_chunks(CHUNK):
                sums.update(chunk)
                file.write(chunk)
        how, by = _judged(pick, sums, answer, part)
        if how == "brought":
            beside.replace(path)
        return Fetched(pick, name, how, by, sums.sha256(), _said(answer))


def size_of(path: Path) -> int | None:
    """Return a file's size in bytes; ``None`` where no file is, or a link, or something else."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _said(answer: Any) -> dict[str, Any]:
    return {word: answer[word] for word in _SAID if answer.get(word)}


def _judged(pick: Pick, sums: Digests, answer: Any, part: int) -> tuple[str, str]:
    """Say whether what came is what was picked, and what showed it."""
    if sums.size != pick.size:
        return "wrong", "size"
    if sums.etag() == pick.etag == answer["ETag"]:
        return "brought", "etag"
    if answer["ETag"] != pick.etag or (is_md5(answer) and not part):
        return "wrong", "etag"
    read = any("-" not in answer.get(name, "-") for name in _READ_BY_BOTOCORE)
    return "brought", "checksum" if read and answer.get("ChecksumType") != "COMPOSITE" else ""
