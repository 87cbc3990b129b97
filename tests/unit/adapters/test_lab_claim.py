"""Whose lab it is, whose processes, and what is never removed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from drplan.adapters.lab import claim, own
from drplan.adapters.lab.image import key, remove_tree
from drplan.adapters.lab.pens import hierarchies
from drplan.adapters.lab.pool import Recipe
from drplan.adapters.lab.tools import require, run
from drplan.errors import LabError, ToolMissing

HYBRID = """tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0
cgroup /sys/fs/cgroup/devices cgroup rw,devices 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
"""


@pytest.fixture
def mark(tmp_path, monkeypatch):
    monkeypatch.setattr(claim, "MARK", tmp_path / "mark")
    return tmp_path / "mark"


def lab_of(folder):
    (folder / "lab").mkdir(parents=True)
    return folder


def test_a_second_command_in_one_folder_is_refused_until_the_first_has_ended(tmp_path):
    with (
        claim.working(tmp_path),
        pytest.raises(LabError, match="another drplan lab command"),
        claim.working(tmp_path),
    ):
        pass
    with claim.working(tmp_path):
        assert (tmp_path / "lock").exists()


def test_another_folders_lab_is_named_and_not_taken_over(tmp_path, mark):
    mine, theirs = lab_of(tmp_path / "mine"), lab_of(tmp_path / "theirs")
    claim.claim(theirs)
    with pytest.raises(LabError, match=str(theirs)) as refused:
        claim.claim(mine)
    assert refused.value.next_step.startswith(f"run: DRPLAN_STATE={theirs} drplan lab down; or ")
    assert claim.holder() == theirs


def test_a_lab_whose_folder_is_gone_may_be_swept_by_anybody(tmp_path, mark):
    claim.claim(tmp_path / "deleted")
    assert claim.is_free_for(tmp_path / "mine")


def test_exactly_the_marked_processes_are_ended(tmp_path):
    other = subprocess.Popen(["sleep", "60"], env={**os.environ, "DRPLAN_LAB": f"{tmp_path}-other"})
    try:
        own.start(tmp_path, ["sleep", "60"], log=tmp_path / "log", environment={})
        deadline = 200
        while len(own.pids(tmp_path)) != 1 and deadline:
            deadline -= 1
            subprocess.run(["sleep", "0.01"], check=True)
        assert own.end(tmp_path) == 1
        assert own.pids(tmp_path) == []
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_process_that_became_another_program_while_it_was_looked_for_is_ended(tmp_path, monkeypatch):
    own.start(tmp_path, ["sleep", "60"], log=tmp_path / "log", environment={})
    looks: list[list[int]] = [[]]
    look = own.pids
    monkeypatch.setattr(own, "pids", lambda folder: looks.pop() if looks else look(folder))
    assert own.end(tmp_path) == 1
    assert look(tmp_path) == []


def test_a_machine_with_both_kinds_of_control_groups_uses_those_nspawn_uses():
    assert hierarchies(HYBRID) == [
        Path("/sys/fs/cgroup/unified"),
        Path("/sys/fs/cgroup/cpu"),
        Path("/sys/fs/cgroup/systemd"),
    ]
    assert hierarchies("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n") == [Path("/sys/fs/cgroup")]


def test_a_tree_with_something_mounted_in_it_is_not_removed():
    with pytest.raises(LabError, match="is still mounted"):
        remove_tree(Path("/dev"))
    assert Path("/dev/null").exists()


def test_a_tree_is_removed_with_what_nobody_may_read(tmp_path):
    (tmp_path / "tree" / "work").mkdir(parents=True)
    (tmp_path / "tree" / "link").symlink_to(tmp_path)
    remove_tree(tmp_path / "tree")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_program_is_named_with_its_package():
    with pytest.raises(ToolMissing) as missing:
        require("no-such-program")
    assert missing.value.next_step == "run: apt-get install no-such-program"


def test_a_programs_last_words_reach_the_operator():
    with pytest.raises(LabError, match="nothing here"):
        run([sys.executable, "-c", "raise SystemExit('nothing here')"])


def test_the_image_is_named_by_its_recipe(monkeypatch):
    before = key(Recipe())
    assert key(Recipe(suite="trixie")) != before
    assert key(Recipe(packages=("bind9",))) != before
    monkeypatch.setattr("drplan.adapters.lab.image.SYSTEM", "systemd-sysv")
    assert key(Recipe()) != before
