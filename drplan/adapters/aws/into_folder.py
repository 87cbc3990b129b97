"""Picked versions into a folder of this machine, with an index that says which file is which object."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from botocore.exceptions import ClientError, FlexibleChecksumError

from drplan.adapters.aws.abreast import abreast
from drplan.adapters.aws.digests import digests_of
from drplan.adapters.aws.fetching import Fetched, Fetcher, size_of
from drplan.adapters.aws.into_bucket import SAMPLE
from drplan.adapters.aws.objects import GONE
from drplan.adapters.aws.proving import READ_WHOLE
from drplan.adapters.aws.session import error_code
from drplan.adapters.aws.spool import Pick, Spool
from drplan.errors import UsageError
from drplan.plan.cloud.brought import Brought
from drplan.plan.cloud.file_names import INDEX, PARTS, folded, other_name, unfit

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_OF = "of"
_COLD = "InvalidObjectState"


def refuse_folder(folder: Path, of: str) -> None:
    """Raise ``UsageError`` unless the folder is empty, or holds what an earlier run of the same brought."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if _said_in(folder / PARTS / _OF) != of and _said_in(folder / INDEX) != of:
        raise UsageError(
            f"{folder} is not an empty folder, nor one with the same bucket at the same moment",
            next_step="name a folder that is empty or does not exist",
        )


def _said_in(path: Path) -> str:
    """Return what a file of ours says it is of."""
    try:
        with path.open(encoding="utf-8") as file:
            return str(json.loads(file.readline())["of"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


class IntoFolder:
    """Fetches the picks of a spool from ``bucket`` into ``folder``; ``of`` says which bucket and moment."""

    def __init__(self, client: S3Client, bucket: str, spool: Spool, folder: Path, of: str) -> None:
        self._spool, self._folder, self._of = spool, folder.absolute(), of
        self._parts = self._folder / PARTS
        self._fetcher = Fetcher(client, bucket, self._folder, self._parts)
        self._done = Brought()
        self._sums: dict[str, str] = {}

    def bring(self) -> Brought:
        """Fetch what is not there yet, compare all, write the index. Files are for their owner's eyes."""
        refuse_folder(self._folder, self._of)
        self._begin()
        sample = {pick.key for pick in self._spool.sample(SAMPLE, READ_WHOLE)}
        with (self._parts / INDEX).open("w", encoding="utf-8") as index:
            index.write(json.dumps({"schema": "drplan/bucket-index/1", "of": self._of}) + "\n")
            for pick, fetched, fault in abreast(self._fetch, self._named()):
                if fetched is None:
                    self._spool.mark(pick.key, "failed")
                    self._done.failed.add(pick.key, fault)
                else:
                    self._take(fetched, index)
                    if pick.key in sample and fetched.how != "wrong":
                        self._sums[fetched.name] = fetched.sha256
            index.flush()
            os.fsync(index.fileno())
        self._end()
        self._look_again()
        return self._done

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._parts, ignore_errors=True)
        self._parts.mkdir(mode=0o700)
        (self._parts / _OF).write_text(json.dumps({"of": self._of}), encoding="utf-8")

    def _end(self) -> None:
        # Names first and bytes later would leave empty files after a power cut: have all of it on the disk.
        os.sync()
        (self._parts / INDEX).replace(self._folder / INDEX)
        shutil.rmtree(self._parts)
        handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _named(self) -> Iterator[tuple[Pick, str]]:
        above = len(os.fsencode(self._folder))
        for pick in self._spool.picks():
            why = unfit(pick.key, above)
            if not why and not self._spool.take(*folded(pick.key)):
                why = "is another key's name, or folder, where names differ by case only"
            name = other_name(pick.key) if why else pick.key
            if why:
                self._done.renamed.add(pick.key, f"{why}: {name}")
            yield pick, name

    def _fetch(self, each: tuple[Pick, str]) -> tuple[Pick, Fetched | None, str]:
        pick, name = each
        try:
            return pick, self._fetcher.fetch(pick, name), ""
        except FlexibleChecksumError:
            return pick, None, "what came differs in its checksum"
        except ClientError as error:
            code = error_code(error)
            if code in GONE:
                return pick, None, "the version is gone"
            if code == _COLD:
                return pick, None, "lies in cold storage: have S3 restore it first"
            raise

    def _take(self, fetched: Fetched, index: IO[str]) -> None:
        pick, done = fetched.pick, self._done
        if fetched.how == "wrong":
            self._spool.mark(pick.key, "failed")
            done.failed.add(pick.key, f"what came differs in {fetched.by}")
            return
        self._spool.mark(pick.key, "there", fetched.name)
        done.in_place += fetched.how == "kept"
        if fetched.how == "brought":
            done.brought, done.size = done.brought + 1, done.size + pick.size
        if fetched.by:
            done.prove(fetched.by)
        else:
            done.unproved.add(pick.key, "only its size is equal")
        said = {"key": pick.key, "file": fetched.name, "version": pick.version, "size": pick.size}
        index.write(json.dumps(said | {"etag": pick.etag, "sha256": fetched.sha256} | fetched.beside) + "\n")

    def _look_again(self) -> None:
        """See that every file is there in its size and none besides; read a few whole."""
        expected = 0
        for pick, name in self._spool.named():
            expected += 1
            if size_of(self._folder / name) != pick.size:
                self._done.wrong.add(pick.key, "is not there as a file of its size")
        there = sum(len(files) for _, _, files in os.walk(self._folder)) - 1
        if there > expected:
            self._done.wrong.add(str(self._folder), f"holds {there - expected} files of no object")
        for name, sha256 in self._sums.items():
            self._done.sampled += 1
            if digests_of(self._folder / name, 0).sha256() != sha256:
                self._done.wrong.add(name, "differs in bytes")
