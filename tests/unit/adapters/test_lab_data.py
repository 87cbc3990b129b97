"""The school's data: the same every time, and as untidy as a real one."""

import os
import stat

import pytest

from drplan.adapters.lab import school_tree
from drplan.adapters.lab.fill import SINGS, objects
from drplan.declare import DataSet, S3Bucket

FILES = 1200


def described(root):
    statuses = {path.relative_to(root): path.lstat() for path in root.rglob("*")}
    return {
        path: (status.st_mode, status.st_size, status.st_uid, int(status.st_mtime))
        for path, status in statuses.items()
        if not stat.S_ISLNK(status.st_mode) and path.name != "handouts"
    }


@pytest.fixture
def owners_as_we_are(monkeypatch):
    # Giving files away needs root; what is given to whom is looked at in the lab.
    monkeypatch.setattr(os, "fchown", lambda *_: None)


def made_in(folder):
    school_tree.main(str(folder), FILES, str(folder / "canary.html"), SINGS)
    return folder


def test_two_trees_are_the_same_and_a_second_fill_touches_nothing(tmp_path, owners_as_we_are, capsys):
    first, second = made_in(tmp_path / "a"), made_in(tmp_path / "b")
    assert described(first) == described(second)
    (first / "canary.html").write_text("kept")
    made_in(first)
    assert (first / "canary.html").read_text() == "kept"
    assert capsys.readouterr().out.splitlines() == [f"{FILES} files", f"{FILES} files", "there already"]


def test_a_tree_holds_what_backups_stumble_over(tmp_path, owners_as_we_are):
    root = made_in(tmp_path / "school")
    everything = list(root.rglob("*"))
    files = [path for path in everything if path.is_file() and not path.is_symlink()]
    assert [path for path in files if path.stat().st_size == 0]
    assert [path for path in files if path.stat().st_nlink > 1]
    assert [path for path in files if path.stat().st_size >= 2_000_000]
    assert [path for path in everything if path.is_symlink() and not path.exists()]
    assert [path for path in everything if not path.name.isascii()]
    assert len({stat.S_IMODE(path.stat().st_mode) for path in files}) >= 5
    assert SINGS in (root / "canary.html").read_text()


def test_a_bucket_gets_the_same_objects_every_time_and_its_canary_sings():
    data = DataSet(
        name="transcripts",
        source=S3Bucket(account="district-aws", bucket="transcripts"),
        policy="nightly",
        privacy="student-records",
        canaries=("canary.txt",),
    )
    assert objects(data) == objects(data)
    assert objects(data)["canary.txt"] == b"the canary sings\n"
    assert 40 <= len(objects(data)) <= 60
