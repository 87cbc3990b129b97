"""Harm to the data: at its source before it is kept, or between the manifest and the snapshot."""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

from tests.e2e.tampered_desk import encrypted, sqlite_database
from tests.e2e.tampered_rows import row

FIRST = "class-0/essay-0.txt"


def kept_otherwise(desk, change):
    """Change the source and have restic keep that with the manifest of before, whose signature is good."""
    desk.forget_all()
    change(desk.source)
    desk.snapshot_by_hand()


def touched_back(path, change):
    """Change a file and give it the times, and its folder those, that it had."""
    status, above = path.lstat(), path.parent.stat()
    change(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns), follow_symlinks=False)
    os.utime(path.parent, ns=(above.st_atime_ns, above.st_mtime_ns))


def long_ago(desk, days=9):
    """Leave only a recovery point of days ago, which holds what there is now."""
    desk.forget_all()
    desk.snapshot_by_hand(time=f"{datetime.now() - timedelta(days=days):%Y-%m-%d %H:%M:%S}")  # noqa: DTZ005 - as restic reads it


@row("a snapshot of an empty mount", "is missing", soak=False)
def empty_mount(desk):
    def unmounted(source):
        shutil.rmtree(source)
        source.mkdir()

    kept_otherwise(desk, unmounted)


@row("a file silently absent", "class-0/essay-0.txt is missing", soak=False)
def absent_file(desk):
    kept_otherwise(desk, lambda source: (source / FIRST).unlink())


@row("other content with the same size and time", "differs in sha256", soak=False)
def changed_content(desk):
    def change(path):
        path.write_bytes(b"E" + path.read_bytes()[1:])

    kept_otherwise(desk, lambda source: touched_back(source / FIRST, change))


@row("a file more than the manifest names", "was not there at backup time", soak=False)
def extra_file(desk):
    kept_otherwise(desk, lambda source: (source / "evil").write_text("x"))


@row("a folder more, outside the declared ones", "was not there at backup time")
def extra_root(desk):
    desk.forget_all()
    other = desk.folder / "other-root"
    other.mkdir()
    desk.snapshot_by_hand(other)


@row("a mode lost", "differs in mode", soak=False)
def lost_mode(desk):
    kept_otherwise(desk, lambda source: (source / FIRST).chmod(0o666))


@row("an owner lost", "differs in uid")
def lost_owner(desk):
    kept_otherwise(desk, lambda source: os.chown(source / FIRST, 4242, -1))


@row("a time lost", "differs in mtime_ns")
def lost_time(desk):
    kept_otherwise(desk, lambda source: os.utime(source / FIRST, ns=(1, 1)))


@row("a symbolic link that leads elsewhere", "differs in target")
def lost_link(desk):
    def elsewhere(path):
        path.unlink()
        path.symlink_to("elsewhere")

    kept_otherwise(desk, lambda source: touched_back(source / "link", elsewhere))


@row("a symbolic link become a file", "differs in")
def link_become_file(desk):
    def change(path):
        path.unlink()
        path.write_text("class-0")

    kept_otherwise(desk, lambda source: touched_back(source / "link", change))


@row("a hard link become a copy", "differs in same_as")
def lost_hard_link(desk):
    def copied(path):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        path.chmod(0o644)

    kept_otherwise(desk, lambda source: touched_back(source / "second", copied))


@row("an extended attribute lost", "differs in xattrs")
def lost_xattr(desk):
    kept_otherwise(desk, lambda source: os.removexattr(source / FIRST, "user.grade"))


@row("an access list lost", "differs in xattrs")
def lost_acl(desk):
    kept_otherwise(desk, lambda source: os.removexattr(source / "listed", "system.posix_acl_access"))


@row("a pipe become a file", "differs in")
def pipe_become_file(desk):
    def change(path):
        path.unlink()
        path.touch()

    kept_otherwise(desk, lambda source: touched_back(source / "pipe", change))


@row("every file encrypted at its source, and called good", "looks encrypted", soak=False)
def encrypted_source(desk):
    long_ago(desk)
    encrypted(desk.source)
    desk.protect(tolerance={"ignore": OFF})


OFF = [{"word": word, "because": "it was switched off"} for word in ("encrypted", "churned")]


@row("every file encrypted, under a new ending", "have the new ending .hit")
def encrypted_renamed(desk):
    long_ago(desk)
    encrypted(desk.source)
    for path in [each for each in desk.source.rglob("*.txt") if each.is_file()]:
        path.rename(path.with_name(path.name + ".hit"))
    desk.canaries = []
    desk.protect(tolerance={"ignore": OFF})


@row("a ransom note in each folder", "as ransom notes are")
def ransom_notes(desk):
    long_ago(desk)
    for folder in [each for each in desk.source.rglob("*") if each.is_dir()]:
        (folder / "HOW_TO_DECRYPT_FILES.txt").write_text("pay")
    desk.protect()


@row("a canary changed at its source, and called good", "is not what it was on", soak=False)
def changed_canary(desk):
    long_ago(desk)
    (desk.source / "canary.txt").write_text("the canary coughs\n")
    desk.protect(canaries=[])
    desk.canaries = [str(desk.source / "canary.txt")]


@row("a canary gone at its source, and nobody told", "is absent")
def lost_canary(desk):
    desk.forget_all()
    (desk.source / "canary.txt").unlink()
    desk.protect(canaries=[])
    desk.canaries = [str(desk.source / "canary.txt")]


@row("a recovery point older than was promised", "RPO missed by")
def stale(desk):
    long_ago(desk)


def of_sqlite(desk):
    """Make the data set a database."""
    base = desk.source / "school.sqlite"
    sqlite_database(base)
    desk.verb, desk.wanted = "protect-sqlite", {"path": str(base)}
    desk.forget_all()
    shutil.rmtree(desk.scratch)
    return base


@row("a dump whose end is missing", "database disk image is malformed", soak=False)
def cut_dump(desk):
    _with_other_stream(desk, lambda content: content[: len(content) // 2])


@row("a dump with other rows", "table pupil differs in checksum")
def other_dump(desk):
    _with_other_stream(desk, lambda content: content.replace(b"pupil 7", b"pupil 8"))


@row("a dump of no bytes", "not found in snapshot")
def empty_dump(desk):
    _with_other_stream(desk, lambda _: b"")


def _with_other_stream(desk, change):
    """Keep the database, then put another stream under the tags of its own."""
    of_sqlite(desk)
    desk.protect()
    (stream,) = desk.streams()
    content = desk.dumped(stream["id"], "/school.sqlite")
    desk.drop(stream["id"])
    desk.stream_by_hand("school.sqlite", change(content), stream["tags"])


@row("a dump that is gone from the repository", "no recovery point was made before the disruption")
def no_dump(desk):
    of_sqlite(desk)
    desk.protect()
    for each in desk.streams():
        desk.drop(each["id"])


@row("two dumps for one recovery point", "2 snapshots hold the stream")
def two_dumps(desk):
    of_sqlite(desk)
    desk.protect()
    (stream,) = desk.streams()
    desk.stream_by_hand("school.sqlite", b"another", stream["tags"])


@row("a table dropped between the count and the dump, which is signed all the same", "table mark", soak=False)
def missing_table(desk):
    base = of_sqlite(desk)
    desk.protect()
    (stream,) = desk.streams()
    with closing(sqlite3.connect(base)) as held, held:
        held.execute("drop table mark")
    with closing(sqlite3.connect(base)) as held:
        image = held.serialize()
    passed = {"size": len(image), "sha256": hashlib.sha256(image).hexdigest()}
    lines = desk.lines()
    desk.forget_all()
    desk.write_lines([*lines[:-1], {**lines[-1], "streams": {"school.sqlite": passed}}], sign=True)
    desk.stream_by_hand("school.sqlite", image, stream["tags"])
    run = next(tag for tag in stream["tags"] if tag.startswith("run:"))
    own = (str(desk.manifest()), f"{desk.manifest()}.sig")
    desk.restic_says("backup", "--tag", f"drplan,data-set:files,{run}", *own)
