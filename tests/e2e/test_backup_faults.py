"""Trouble in the middle of a backup: it is named, nothing is called good that is not, the next run heals.

Each test is a row of backup_rows.ROWS, by its name. The slow ones are in tests/soak.
"""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drplan.measure.freshness import freshness
from drplan.measure.promise import Promise
from drplan.plan.points import choose_point
from drplan.ports import RecoveryPoint
from tests.e2e.backup_desk import (
    WITHOUT_OVERRIDE,
    as_root,
    cut_power,
    disk,
    gone,
    kill,
    restics,
    sitting_at_a_desk,
)
from tests.e2e.backup_forged import forge
from tests.e2e.backup_rows import ROWS


@pytest.fixture
def desk(tmp_path):
    with sitting_at_a_desk(tmp_path) as made:
        yield made


def chosen(desk):
    """Return the snapshot that a restore takes by itself."""
    points = [
        RecoveryPoint(
            "files",
            "here",
            each["snapshot"],
            datetime.fromisoformat(each["taken_at"][:19] + "+00:00"),
            1,
            1,
            suspect=tuple(each["suspect"]),
        )
        for each in desk.points()
    ]
    return choose_point(points, before=datetime.now(UTC), copies=["here"]), points


def test_agent_killed(desk):
    desk.fill_big()
    process = desk.start(desk.slowly())
    desk.until_in_the_middle(process)
    (restic,) = restics(desk)
    process.kill()
    assert process.communicate()[0] == ""
    gone(restic)
    assert desk.points() == []
    assert desk.heals()


def test_restic_killed(desk):
    desk.fill_big()
    process = desk.start(desk.slowly())
    desk.until_in_the_middle(process)
    kill(restics(desk)[0])
    assert desk.said(process)[0] == ROWS["restic_killed"].said
    assert desk.points() == []
    assert desk.heals()


@as_root
def test_power_lost(desk):
    with disk(desk.folder / "disk", "128M") as power_on:
        desk.copy = desk.repository("disk/repository")
        desk.init()
        desk.fill()
        desk.back_up()
        old, truth = desk.good(), desk.truth()
        desk.fill_big()
        process = desk.start(desk.slowly())
        desk.until_in_the_middle(process)
        (restic,) = restics(desk)
        cut_power(desk.folder / "disk")
        process.kill()
        assert process.communicate()[0] == ""
        gone(restic)
        power_on()
        assert desk.good() == old
        assert desk.comes_back_as(truth, old[0])
        assert desk.heals()


@as_root
def test_power_lost_after_the_answer(desk):
    with disk(desk.folder / "disk", "64M") as power_on:
        desk.copy = desk.repository("disk/repository")
        desk.init()
        desk.fill()
        assert desk.back_up()[0] == ROWS["power_lost_after_the_answer"].said
        cut_power(desk.folder / "disk")
        power_on()
        (kept,) = desk.good()
        assert desk.comes_back_as(desk.truth(), kept)
        assert desk.heals(stale_lock=True)


@as_root
def test_scratch_full(desk):
    desk.fill()
    with disk(desk.scratch, "64k", "tmpfs"):
        (desk.scratch / "else").write_bytes(b"x" * 60_000)
        kind, message = desk.back_up()
        assert (kind, "No space left" in message) == (ROWS["scratch_full"].said, True)
        assert desk.points() == []
        (desk.scratch / "else").unlink()
        assert desk.heals()


def test_stale_lock(desk):
    desk.fill()
    with desk.locked():
        pass
    assert [*desk.locks().iterdir()]
    assert desk.back_up() == (ROWS["stale_lock"].said, "")
    assert desk.heals()


def test_wrong_password(desk):
    desk.fill()
    wrong = {**desk.copy, "environment": {"RESTIC_PASSWORD": "hunter2"}}
    kind, message = desk.back_up(wrong)
    assert (kind, "hunter2" in message) == (ROWS["wrong_password"].said, False)
    assert desk.points() == []
    assert desk.heals()


def test_repository_moved(desk):
    desk.fill()
    place = Path(desk.copy["location"])
    moved = place.rename(desk.folder / "moved")
    assert desk.back_up()[0] == ROWS["repository_moved"].said
    assert not place.exists()
    moved.rename(place)
    assert desk.heals()


def encrypt(source, suffix=""):
    """Encrypt every file as ransomware does: AES-CTR, a key and a counter of its own for each."""
    for path in [*source.rglob("*.txt")]:
        key, counter = os.urandom(16).hex(), os.urandom(16).hex()
        out = path.with_name(path.name + ".hit")
        subprocess.run(
            ("openssl", "enc", "-aes-128-ctr", "-K", key, "-iv", counter, "-in", str(path), "-out", str(out)),
            check=True,
        )
        path.unlink()
        out.rename(path.with_name(path.name + suffix))


def put_back(desk, kept):
    shutil.rmtree(desk.source)
    shutil.copytree(kept, desk.source, symlinks=True)


def doubted(desk, trouble, word):
    """Back up, do harm, back up: doubted by that word, never chosen, and good again once it is put back."""
    desk.fill()
    assert desk.back_up() == ("kept", "")
    old, truth = desk.good(), desk.truth()
    harmless = desk.folder / "harmless"
    shutil.copytree(desk.source, harmless)
    trouble(desk.source)
    kind, words = desk.back_up()
    assert (kind, word in words.split(", ")) == ("kept", True), words
    assert desk.good() == old
    assert desk.back_up()[1] == words, "what stays harmed stays suspect"
    choice, points = chosen(desk)
    assert choice.point is not None
    assert choice.point.snapshot == old[0]
    assert "walked back" in choice.because
    assert len(points) == 3
    assert desk.comes_back_as(truth, old[0])
    put_back(desk, harmless)
    assert desk.heals()


def truncate(source):
    for path in source.rglob("*.txt"):
        path.write_bytes(b"")


def test_source_truncated(desk):
    doubted(desk, truncate, ROWS["source_truncated"].said)


def test_source_encrypted(desk):
    doubted(desk, encrypt, ROWS["source_encrypted"].said)


def test_source_encrypted_renamed(desk):
    doubted(desk, lambda source: encrypt(source, ".locked"), ROWS["source_encrypted_renamed"].said)


def test_canary_changed(desk):
    desk.canaries = [str(desk.source / "canary.txt")]
    doubted(
        desk,
        lambda source: (source / "canary.txt").write_text("the canary coughs\n"),
        ROWS["canary_changed"].said,
    )


def test_trouble_with_the_memory(desk):
    desk.fill()
    desk.back_up()
    shutil.rmtree(desk.scratch)
    encrypt(desk.source)
    words = desk.back_up()[1]
    assert ROWS["trouble_with_the_memory"].said in words.split(", ")
    shutil.rmtree(desk.source)
    desk.source.mkdir()
    desk.fill()
    assert desk.heals()


def test_accepted(desk):
    desk.fill()
    desk.back_up()
    encrypt(desk.source)
    assert "encrypted" in desk.back_up()[1]
    desk.accepted = [desk.points()[-1]["snapshot"][:8]]
    assert desk.back_up() == (ROWS["accepted"].said, "")
    assert desk.heals()


def test_source_emptied(desk):
    desk.fill()
    desk.back_up()
    old = desk.good()
    kept = desk.folder / "kept"
    desk.source.rename(kept)
    desk.source.mkdir()
    assert desk.back_up()[0] == ROWS["source_emptied"].said
    assert [each["snapshot"] for each in desk.points()] == old
    put_back(desk, kept)
    assert desk.heals()


def test_source_gone(desk):
    desk.fill()
    desk.back_up()
    old = desk.good()
    kept = desk.source.rename(desk.folder / "kept")
    assert desk.back_up()[0] == ROWS["source_gone"].said
    assert [each["snapshot"] for each in desk.points()] == old
    kept.rename(desk.source)
    assert desk.heals()


@as_root
def test_permission_denied(desk):
    desk.fill()
    private = sorted(desk.source.rglob("*.txt"))[:3]
    for path in private:
        path.chmod(0)
    assert desk.back_up(prefix=WITHOUT_OVERRIDE) == ("kept", ROWS["permission_denied"].said)
    assert desk.good() == []
    for path in private:
        path.chmod(0o644)
    assert desk.heals()


def written_all_the_time(path):
    code = "import sys, time\nwhile True:\n  open(sys.argv[1], 'a').write('x' * 99); time.sleep(0.002)"
    return subprocess.Popen((sys.executable, "-c", code, str(path)))


def test_file_changes(desk):
    desk.fill()
    writer = written_all_the_time(desk.source / "class-1" / "essay-1.txt")
    try:
        kind, words = desk.back_up()
    finally:
        end_writer(writer)
    assert (kind, words) == ("kept", ROWS["file_changes"].said)
    assert desk.good() == []
    assert desk.heals()


def end_writer(writer):
    writer.kill()
    writer.wait()


def is_due_in_two_days(points):
    day = timedelta(days=1)
    found = freshness(points, Promise("files", day, day), datetime.now(UTC) + 2 * day)
    return found.age is None or found.age > day


@pytest.mark.parametrize(("row", "days"), [("clock_ahead", 365), ("clock_behind", -365)])
def test_clock(desk, row, days):
    desk.fill()
    desk.back_up()
    (real,) = desk.good()
    forge(desk, datetime.now(UTC) + timedelta(days=days))
    choice, points = chosen(desk)
    assert len(points) == 2
    assert choice.point is not None
    assert choice.point.snapshot == real
    assert is_due_in_two_days(points)
    assert desk.heals()
    assert desk.back_up()[0] == ROWS[row].said
