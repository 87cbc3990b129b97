"""A data set in a real repository, to be spoilt in every way, and a drill over what is left of it."""

import json
import os
import sqlite3
import struct
import subprocess
from contextlib import closing
from pathlib import Path

from drplan.adapters.agent.answer import answer
from tests.e2e.backup_desk import Desk

TAGS = ("drplan", "data-set:files")


class TamperedDesk(Desk):
    """A desk whose agent works in this process, and whose recovery points can be written by other hands."""

    def __init__(self, folder):
        super().__init__(folder)
        self.key = folder / "host_key"
        self.signers = []

    def with_key(self):
        """Give the host an SSH key of its own, known to the one who restores."""
        self.signers = [make_key(self.key)]

    def protect(self, **words):
        """Make a recovery point as the host does; returns its snapshot."""
        request = {**self.request(), "signing_key": str(self.key) if self.key.exists() else None}
        request |= words
        said = answer(request)
        assert "answer" in said, said
        (kept,) = said["answer"]
        return kept["snapshot"]

    def manifest(self):
        return self.scratch / "manifests" / f"{self.data_set}.jsonl"

    def restic_says(self, *words, check=True):
        done = subprocess.run(
            (self.restic, "--no-cache", "--json", "-r", self.copy["location"], *words),
            env={**os.environ, **self.copy["environment"]},
            capture_output=True,
            text=True,
            check=check,
        )
        lines = done.stdout.splitlines()
        if words[0] == "cat":
            return [json.loads(done.stdout)]
        return [json.loads(line) for line in lines if line.startswith(("{", "["))]

    def snapshot_by_hand(self, *more, tags=TAGS, time=None):
        """Have restic itself keep the source and the manifest as they lie there: as a lying host would."""
        named = [word for tag in tags for word in ("--tag", tag)]
        dated = ["--time", time] if time else []
        own = [str(self.manifest()), f"{self.manifest()}.sig"]
        words = ("backup", "--force", *named, *dated, str(self.source), *own, *map(str, more))
        said = self.restic_says(*words)
        return next(each["snapshot_id"] for each in said if each["message_type"] == "summary")

    def dumped(self, snapshot, path):
        """Return a file's content out of a snapshot."""
        return subprocess.run(
            (self.restic, "--no-cache", "-r", self.copy["location"], "dump", snapshot, path),
            env={**os.environ, **self.copy["environment"]},
            capture_output=True,
            check=True,
        ).stdout

    def stream_by_hand(self, name, content, tags):
        """Pipe content into a snapshot of its own, under these tags."""
        words = ("backup", "--stdin", "--stdin-filename", name, "--tag", ",".join(tags))
        subprocess.run(
            (self.restic, "--no-cache", "--json", "-r", self.copy["location"], *words),
            env={**os.environ, **self.copy["environment"]},
            input=content,
            capture_output=True,
            check=bool(content),
        )

    def streams(self):
        """Return the snapshots that hold what was piped."""
        return [s for s in self.restic_says("snapshots")[0] if "drplan-stream" in (s.get("tags") or ())]

    def drop(self, snapshot):
        (Path(self.copy["location"]) / "snapshots" / snapshot).unlink()

    def forget_all(self):
        """Take every snapshot away, so that only what is written by hand from now on is chosen."""
        for each in (Path(self.copy["location"]) / "snapshots").iterdir():
            each.unlink()

    def lines(self):
        return [json.loads(line) for line in self.manifest().read_text().splitlines()]

    def write_lines(self, lines, *, sign=False):
        """Write the manifest anew, as an intruder with the repository's password can."""
        text = "".join(each if isinstance(each, str) else json.dumps(each) + "\n" for each in lines)
        self.manifest().write_text(text)
        signature = self.manifest().with_name(self.manifest().name + ".sig")
        signature.unlink(missing_ok=True)
        signature.write_bytes(b"")
        if sign:
            signature.unlink()
            words = ("ssh-keygen", "-Y", "sign", "-q", "-f", str(self.key), "-n", "drplan-manifest")
            subprocess.run((*words, str(self.manifest())), check=True)

    def places(self, kind):
        """Return the repository's files of a kind, the largest first."""
        found = [each for each in (Path(self.copy["location"]) / kind).rglob("*") if each.is_file()]
        return sorted(found, key=lambda each: (-each.stat().st_size, each.name))

    def packs_of(self, kind):
        """Return the packs that hold ``data`` or ``tree`` blobs."""
        ids = set()
        for index in self.places("index"):
            (said,) = self.restic_says("cat", "index", index.name)
            ids |= {p["id"] for p in said["packs"] if any(b["type"] == kind for b in p["blobs"])}
        return [each for each in self.places("data") if each.name in ids]


def access_list(user=4242):
    """Return a POSIX access list (acl(5)) as its extended attribute, letting one user more in."""
    nobody = 0xFFFFFFFF
    entries = ((1, 6, nobody), (2, 6, user), (4, 4, nobody), (16, 6, nobody), (32, 4, nobody))
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *each) for each in entries)


def make_key(path):
    """Make an SSH key and return its public half, ``ssh-ed25519 AAAA…``."""
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)), check=True)
    return " ".join(path.with_name(path.name + ".pub").read_text().split()[:2])


def flip(path, at=0.5):
    """Turn one bit of a file, whose name and size stay."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def sqlite_database(path, rows=300):
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("create table pupil (id integer primary key, name text)")
        base.execute("create table mark (pupil integer, points integer)")
        base.executemany("insert into pupil values (?, ?)", [(n, f"pupil {n}") for n in range(rows)])
        base.executemany("insert into mark values (?, ?)", [(n, n % 15) for n in range(rows)])


def encrypted(source):
    """Make every file look as a cipher leaves it; its name stays."""
    for path in [each for each in source.rglob("*") if each.is_file()]:
        path.write_bytes(os.urandom(path.stat().st_size))
