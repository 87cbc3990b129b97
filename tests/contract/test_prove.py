"""Proving a recovery point without its host, on a real restic: in a scratch folder, and as a stream."""

import os
import shutil
import socket
import stat

import pytest

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
