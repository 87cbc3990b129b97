"""What is restored to its place, from which folder, and how the folders above it are made."""

import hashlib
import os
import stat
from pathlib import Path
from typing import Any, cast

import pytest

from drplan.adapters.agent import read_ahead
from drplan.adapters.agent.in_place import Above, restore_in_place

PLACE = cast("Any", None)


@pytest.fixture
def asked(monkeypatch):
    said: list[tuple[str, ...]] = []

    def restic(_place, *words, manner):
        said.append(words)
        manner.on_restored("/essay", 3)

    monkeypatch.setattr(read_ahead, "ask", restic)
    return said


def test_each_folder_is_restored_from_its_parent_and_nothing_beside_it(asked, tmp_path):
    share, mail = f"{tmp_path}/share", f"{tmp_path}/ma[il"
    restore_in_place(PLACE, "abc", [share, mail], Above([share, mail]))
    ((verb, source, *words),) = asked
    assert (verb, source) == ("restore", f"abc:{tmp_path}")
    only = ["--include", "/share", "--include", "/ma\\[il"]
    assert words == [*only, "--target", str(tmp_path), "-vv", "--no-lock"]


def test_all_of_a_disk_is_restored_as_a_whole(asked):
    restore_in_place(PLACE, "abc", ["/"], Above(["/"]))
    assert asked == [("restore", "abc:/", "--target", "/", "-vv", "--no-lock")]


def test_what_was_read_meanwhile_is_told_by_its_whole_name(asked, tmp_path):
    (tmp_path / "essay").write_text("sea")
    read = restore_in_place(PLACE, "abc", [f"{tmp_path}/essay"], Above([]))
    assert read == {f"{tmp_path}/essay": (3, {"sha256": hashlib.sha256(b"sea").hexdigest()})}


@pytest.mark.skipif(os.geteuid() != 0, reason="not tried: owners need root")
def test_a_missing_folder_above_is_made_as_it_was_but_for_others_to_write(tmp_path):
    above = Above([f"{tmp_path}/srv/www/share"])
    above({"path": str(tmp_path), "type": "dir", "mode": 0o777, "uid": 1, "gid": 1})
    above({"path": f"{tmp_path}/srv", "type": "dir", "mode": (1 << 31) | 0o777, "uid": 7, "gid": 8})
    before = tmp_path.stat()
    above.make(f"{tmp_path}/srv/www")
    made, unheard = (tmp_path / "srv").stat(), (tmp_path / "srv" / "www").stat()
    assert (stat.S_IMODE(made.st_mode), made.st_uid, made.st_gid) == (0o755, 7, 8)
    assert (stat.S_IMODE(unheard.st_mode), unheard.st_uid) == (0o755, 0)
    assert (before.st_mode, before.st_uid) == (tmp_path.stat().st_mode, tmp_path.stat().st_uid)


def test_a_link_that_took_a_made_folders_place_gives_no_other_folder_away(tmp_path, monkeypatch):
    other = tmp_path / "etc"
    other.mkdir(mode=0o700)
    monkeypatch.setattr(os, "mkdir", lambda path, _mode: Path(path).symlink_to(other))
    with pytest.raises(OSError, match=r"."):
        Above(()).make(str(tmp_path / "app"))
    assert other.stat().st_mode & 0o777 == 0o700
