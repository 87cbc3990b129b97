"""Taking a lab away goes on past what would not go at first, and never hides what stays."""

from pathlib import Path

import pytest

from drplan.adapters.lab import claim, hosts, pens, remains
from drplan.errors import LabError

BUSY = LabError("router-a cannot be removed: Device or resource busy", next_step="lab down again")


@pytest.fixture
def taken(monkeypatch):
    """A lab of one mount and one network namespace; returns what is taken away, in order."""
    seen: list[str] = []
    monkeypatch.setattr(pens, "pids", lambda: [41])
    monkeypatch.setattr(remains, "mounts", lambda: ["/lab/root"])
    monkeypatch.setattr(remains, "namespaces", lambda: ["drplan-lab"])
    monkeypatch.setattr(hosts, "unmount", lambda _point: seen.append("mount"))
    monkeypatch.setattr(remains, "run", lambda _argv: seen.append("namespace"))
    monkeypatch.setattr(hosts, "clear_traces", lambda: None)
    monkeypatch.setattr(claim, "release", lambda: seen.append("claim"))
    return seen


def emptied(monkeypatch, *endings):
    """Have the control groups end so, one time after another."""
    left = iter(endings)

    def empty():
        ending = next(left)
        if isinstance(ending, LabError):
            raise ending
        return ending

    monkeypatch.setattr(pens, "empty", empty)


def test_a_control_group_that_is_held_goes_after_the_rest(taken, monkeypatch):
    emptied(monkeypatch, BUSY, True)
    assert remains.sweep() == [
        "1 processes and their control groups",
        "1 mounts",
        "1 network namespaces",
    ]
    assert taken == ["mount", "namespace", "claim"]


def test_one_that_stays_is_told_once_everything_else_is_gone(taken, monkeypatch):
    emptied(monkeypatch, BUSY, BUSY)
    with pytest.raises(LabError, match="router-a cannot be removed"):
        remains.sweep()
    assert taken == ["mount", "namespace"]


def test_a_lab_that_goes_at_once_is_not_asked_twice(taken, monkeypatch):
    emptied(monkeypatch, True)
    assert remains.sweep()[0] == "1 processes and their control groups"
    assert taken == ["mount", "namespace", "claim"]


def test_a_host_starts_over_what_a_killed_nspawn_of_debian_13_left_mounted(monkeypatch, tmp_path):
    left, of_another = (tmp_path / "unix-export" / hosts.machine(name) for name in ("hs-db1", "hs-file1"))
    left.mkdir(parents=True)
    of_another.mkdir()
    done: list[object] = []
    monkeypatch.setattr(hosts, "_NSPAWN", tmp_path)
    monkeypatch.setattr(hosts, "run", done.append)
    monkeypatch.setattr(Path, "is_mount", lambda _path: True)
    monkeypatch.setattr(pens, "start", lambda *_words, **_more: done.append("started"))
    hosts.start(tmp_path, "hs-db1")
    assert done == [["umount", "--lazy", str(left)], "started"]
    assert [*(tmp_path / "unix-export").iterdir()] == [of_another]
    hosts.clear_traces()
    assert [*(tmp_path / "unix-export").iterdir()] == []
