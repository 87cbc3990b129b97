"""A whole PostgreSQL cluster as its files: a base backup streamed as one tar, put back in place of the old.

Its settings below /etc/postgresql are the baseline's, and no part of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from . import snapshot_read, streams
from .aside import emptied, room_for
from .fault import Fault
from .manifest import Entry
from .postgres_session import USER, session
from .programs import Pieces, load, output, read
from .tarred import Tar

MANIFEST = "backup_manifest"
_ANSWER_SECONDS = 600.0
_BACKUP = ("-D", "-", "-Ft", "-X", "fetch", "--checkpoint=fast", "--manifest-checksums=SHA256")
_ONE_EACH = """select 'database ' || datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding)
 from pg_database order by 1;"""
_SYSTEM = """select system_identifier, (select count(*) from pg_roles where rolname !~ '^pg_')
 from pg_control_system();"""


@dataclass(frozen=True)
class Cluster:
    """A cluster of this host, as Debian's ``pg_lsclusters`` shows it."""

    version: str
    name: str
    online: bool
    folder: str

    @property
    def words(self) -> tuple[str, str]:
        """Return how Debian's wrappers of PostgreSQL's programs are told which cluster is meant."""
        return ("--cluster", f"{self.version}/{self.name}")

    def control(self, verb: str, *words: str) -> None:
        """Start or stop it, by systemd where that runs."""
        read(("pg_ctlcluster", *words, self.version, self.name, verb))


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the cluster's files in each copy.

    The tar must have its end, and every file in it the size and SHA-256 that the server's own manifest
    says; databases made or dropped meanwhile are refused, because the manifest would not know them.
    """
    cluster = _cluster(request["source"]["cluster"])
    before, tar = _databases(cluster), Tar(MANIFEST)

    def truth() -> dict[str, Entry]:
        files = proved(tar)
        if _databases(cluster) != before:
            raise Fault(
                "source", "databases or roles were made or dropped during the base backup: take it again"
            )
        return {**before, "files": files}

    backup = output(("pg_basebackup", *cluster.words, *_BACKUP), user=USER)
    return streams.keep(request, streams.Stream("base.tar", tar.watching(backup), truth))


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Put the cluster's files in place of those that are there, which come back when that fails."""
    cluster = _cluster(request["source"]["cluster"])
    verify = f"/usr/lib/postgresql/{cluster.version}/bin/pg_verifybackup"

    def untar(pieces: Pieces) -> None:
        room_for(cluster.folder, int(next(iter(kept.streams.values()))["size"]))
        load(pieces, ("tar", "-xpf", "-", "-C", cluster.folder), user=USER)

    kept = snapshot_read.look_into(request)
    with _put_back_running(cluster), emptied(cluster.folder):
        size = streams.recover(request, untar, kept)
        read((verify, "-q", cluster.folder), user=USER)
        with open(os.path.join(cluster.folder, MANIFEST), "rb") as file:
            files = summed(listed(file.read()))
        try:
            cluster.control("start")
            found = {**_answering(cluster), "files": files}
        except BaseException:
            _stop(cluster)
            raise
    return {"expected": kept.entries, "found": found, "size": size, "notes": kept.notes}


def proved(tar: Tar) -> Entry:
    """Return what the server's manifest says, once every file of it went by as it says."""
    if not tar.content:
        raise Fault("source-not-whole", f"the base backup holds no {MANIFEST}")
    files = listed(tar.content)
    wrong = [name for name, facts in files.items() if tar.files.get(name) != facts]
    if wrong:
        raise Fault("source-not-whole", f"{len(wrong)} files of the base backup are not as {MANIFEST} says")
    return summed(files)


def listed(manifest: bytes) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 by name of a base backup's files (PostgreSQL, "Backup Manifest Format")."""
    try:
        found = json.loads(manifest)["Files"]
        return {
            str(each["Path"]): (int(each["Size"]), str(each["Checksum"]))
            for each in found
            if "Path" in each and each["Checksum-Algorithm"] == "SHA256"
        }
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise Fault("source-not-whole", f"{MANIFEST} cannot be read ({type(error).__name__})") from error


def summed(files: Mapping[str, tuple[int, str]]) -> Entry:
    """Return count, bytes and one hash of a base backup's files."""
    lines = "".join(f"{name}\t{size}\t{digest}\n" for name, (size, digest) in sorted(files.items()))
    return {
        "files": len(files),
        "size": sum(size for size, _ in files.values()),
        "sha256": hashlib.sha256(lines.encode(errors="surrogatepass")).hexdigest(),
    }


def _cluster(name: str) -> Cluster:
    lines = [line.split() for line in read(("pg_lsclusters", "-h")).splitlines()]
    found = [Cluster(each[0], each[1], "online" in each[3], each[5]) for each in lines if each[1] == name]
    if len(found) != 1:
        raise Fault("source", f"this host has {len(found)} PostgreSQL clusters named {name}")
    return found[0]


def _databases(cluster: Cluster) -> dict[str, Entry]:
    with session("postgres", *cluster.words) as held:
        rows = [line.split("\t") for line in held.ask(_ONE_EACH)]
        (system,) = held.ask(_SYSTEM)
    identifier, roles = system.split("\t")
    entries: dict[str, Entry] = {"cluster": {"system": identifier, "roles": int(roles)}}
    return entries | {name: {"owner": owner, "encoding": encoding} for name, owner, encoding in rows}


def _answering(cluster: Cluster) -> dict[str, Entry]:
    """Wait until the cluster has replayed its log and answers."""
    deadline = time.monotonic() + _ANSWER_SECONDS
    while True:
        try:
            return _databases(cluster)
        except Fault as fault:
            if fault.kind != "source-down" or time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _stop(cluster: Cluster) -> None:
    with contextlib.suppress(Fault):
        cluster.control("stop", "-m", "immediate")


@contextmanager
def _put_back_running(cluster: Cluster) -> Iterator[None]:
    """Stop the cluster; when what follows fails, have it run again as it did, on the files it had."""
    if cluster.online:
        cluster.control("stop", "-m", "fast")
    try:
        yield
    except BaseException:
        if cluster.online:
            cluster.control("start")
        raise
