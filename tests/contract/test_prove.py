"""Proving a recovery point without its host, on a real restic: in a scratch folder, and as a stream."""

import os
import shutil
import socket
import sqlite3
import stat
import struct
from contextlib import closing

import pytest

from drplan.adapters.agent import mariadb_dump, streams
from drplan.adapters.agent.prove_acl import acl_bytes
from drplan.measure.compare import compare
from tests.contract.test_agent import Desk, fill_with_odd_things

WAYS = ("prove-scratch", "prove-stream")


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    return Desk(tmp_path, restic_program)


def prove(desk, verb, snapshot, *, source=None, into="scratch-folder", **words):
    folder = desk.folder / into
    folder.mkdir()
    try:
        given = {"into": str(folder)} if verb == "prove-scratch" else {}
        told = {"repository": desk.repository, "snapshot": snapshot, "source": source or {}}
        return desk.say(verb, **told, **given, **words)
    finally:
        shutil.rmtree(folder)


def verdict(said):
    assert "answer" in said, said
    came = said["answer"]
    return compare(came["expected"], came["found"]).verdict


def fill_with_odder_things(source):
    fill_with_odd_things(source)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(source / "socket"))
    (source / "a").mkdir()
    (source / "a" / ("long" * 60)).write_bytes(os.urandom(3000))
    (source / "a.txt").write_text("sorts before what is in a")
    (source / "large").write_bytes(os.urandom(3 << 20))
    (source / "set-id").write_text("x")
    (source / "set-id").chmod(0o4755)
    (source / "old").touch()
    os.utime(source / "old", ns=(-7, -1_500_000_001))
    (source / "\udcff\n*?[x]\\").write_text("not UTF-8")
    (source / "odd link").symlink_to("\udcfe/" + "y" * 200)
    os.setxattr(source / "empty", "user.one", b"\0\n=two")
    os.setxattr(source / "a", "user.two", b"")
    if os.geteuid() == 0:
        os.mknod(source / "device", 0o600 | stat.S_IFCHR, os.makedev(1, 3))
        os.chown(source / "old", 3_000_000_000, 7)


@pytest.mark.parametrize("verb", WAYS)
def test_an_odd_tree_is_proven(desk, verb):
    fill_with_odder_things(desk.source)
    said = prove(desk, verb, desk.protect())
    assert verdict(said).outcome == "pass"
    assert said["answer"]["size"] > 3 << 20


@pytest.mark.parametrize("verb", WAYS)
@pytest.mark.parametrize("parts", [3])
def test_all_parts_together_hold_every_entry_once(desk, verb, parts):
    fill_with_odder_things(desk.source)
    snapshot, met = desk.protect(), []
    for part in range(parts):
        said = prove(desk, verb, snapshot, sample={"part": part, "parts": parts}, into=f"part{part}")
        assert verdict(said).outcome == "pass"
        met += said["answer"]["expected"]
        assert f"part {part + 1} of {parts}" in said["answer"]["notes"][-1]
    assert sorted(met) == sorted(said["answer"]["whole"])


def keep_stream(desk, kind, name, content, entries):
    """Keep a stream as the agent's own module for its kind does, with the truth that it told."""
    request = {
        "verb": f"protect-{kind}",
        "data_set": "files",
        "scratch": str(desk.folder / "scratch"),
        "copies": [desk.repository],
    }
    pieces = (content[at : at + 1000] for at in range(0, len(content), 1000))
    (kept,) = streams.keep(request, streams.Stream(name, pieces, lambda: entries))
    return kept["snapshot"]


def counted(content):
    dump = mariadb_dump.Counted()
    for _ in dump.watching(iter_of(content)):
        pass
    return dump.entries()


def iter_of(content):
    yield content


DUMP = b"CREATE TABLE `meals` (\n `id` int\n);\nINSERT INTO `meals` VALUES\n(1),\n(2);\n-- Dump completed\n"


@pytest.mark.parametrize("verb", WAYS)
def test_a_dump_is_proven_by_its_own_tables_and_rows(desk, verb):
    snapshot = keep_stream(desk, "mariadb", "sis.sql", DUMP, counted(DUMP))
    said = prove(desk, verb, snapshot, source={"kind": "mariadb"})
    assert verdict(said).outcome == "pass"
    assert {"table meals", "stream sis.sql"} <= set(said["answer"]["expected"])


@pytest.mark.parametrize("verb", WAYS)
def test_a_dump_that_lacks_a_table_or_its_end_is_named_though_its_hash_is_right(desk, verb):
    truth = counted(DUMP.replace(b"-- Dump", b"CREATE TABLE `fees` (\n);\n-- Dump"))
    snapshot = keep_stream(desk, "mariadb", "sis.sql", DUMP, truth)
    said = prove(desk, verb, snapshot, source={"kind": "mariadb"})
    assert "table fees is missing" in verdict(said).because
    snapshot = keep_stream(desk, "mariadb", "sis.sql", DUMP[:-30], counted(DUMP))
    said = prove(desk, verb, snapshot, source={"kind": "mariadb"}, into="again")
    assert said["error"] == {
        "kind": "source-not-whole",
        "message": "the dump breaks off: its last line is not there",
    }


@pytest.mark.parametrize("verb", WAYS)
def test_a_sqlite_image_is_opened_and_counted(desk, verb):
    place = desk.folder / "library.db"
    with closing(sqlite3.connect(place)) as made:
        made.execute("create table loans (book text)")
        made.execute("insert into loans values ('atlas')")
        made.commit()
    source = {"kind": "sqlite", "path": str(place)}
    (kept,) = desk.ask("protect-sqlite", source=source, copies=[desk.repository])
    said = prove(desk, verb, kept["snapshot"], source=source)
    assert verdict(said).outcome == "pass"
    assert "table loans" in said["answer"]["expected"]
    assert "1 of 3 entries are not shown by the stream itself: not compared" in said["answer"]["notes"]


@pytest.mark.parametrize("verb", WAYS)
def test_an_output_is_proven_with_its_last_words(desk, verb):
    source = {"kind": "command", "argv": ["echo", "12 buses"], "ends_with": "buses", "restore_argv": []}
    (kept,) = desk.ask("protect-command", source=source, copies=[desk.repository])
    assert verdict(prove(desk, verb, kept["snapshot"], source=source)).outcome == "pass"
    said = prove(desk, verb, kept["snapshot"], source={**source, "ends_with": "cars"}, into="again")
    assert said["error"]["kind"] == "source-not-whole"


def test_access_control_lists_in_text_are_the_kernels_bytes():
    text = b"user::rw-\nuser:1001:rw-\ngroup::r--\nmask::rw-\nother::r--\n"
    entries = ((1, 6, -1), (2, 6, 1001), (4, 4, -1), (16, 6, -1), (32, 4, -1))
    wanted = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *each) for each in entries)
    assert acl_bytes(text) == wanted
