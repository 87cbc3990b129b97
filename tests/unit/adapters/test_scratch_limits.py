"""What is restored into a scratch room may be a program: its memory, processes and disk have an end."""

import os
import time
from types import SimpleNamespace
from typing import Any

from drplan.adapters.lab import pens
from drplan.adapters.scratch import limits

GIB = 1 << 30


def test_all_pens_together_are_held_to_memory_and_processes_on_both_kinds_of_hierarchy(tmp_path, monkeypatch):
    unified, old = tmp_path / "unified", tmp_path / "memory"
    for folder, files in ((unified, ("memory.max", "pids.max")), (old, ("memory.limit_in_bytes",))):
        folder.mkdir()
        for file in files:
            (folder / file).write_text("max")
    monkeypatch.setattr(pens, "_roots", lambda: [unified, old])
    assert pens.confine(5 * GIB, 100) == []
    assert (unified / "memory.max").read_text() == (old / "memory.limit_in_bytes").read_text() == str(5 * GIB)
    assert (unified / "pids.max").read_text() == "100"


def test_what_no_hierarchy_holds_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(pens, "_roots", lambda: [tmp_path / "lab"])
    assert pens.confine(GIB, 100) == ["memory", "pids"]


def filled(monkeypatch, free):
    seen = SimpleNamespace(f_frsize=1, f_blocks=100 * GIB, f_bavail=free)
    monkeypatch.setattr(os, "statvfs", lambda _: seen)
    monkeypatch.setattr(limits, "_LOOK_SECONDS", 0.01)


class Room:
    """A room that remembers whether it was taken away."""

    lease = SimpleNamespace(name="room1")
    gone = False

    def down(self):
        self.gone = True


def test_a_room_goes_when_the_disk_is_nearly_full_and_not_before(tmp_path, monkeypatch):
    room: Any = Room()
    said = []
    progress = SimpleNamespace(say=lambda *words: said.append(words))
    filled(monkeypatch, 4 * GIB)
    with limits.held_to_disk(tmp_path, room, progress):
        assert not room.gone
        filled(monkeypatch, 2 * GIB)
        while not room.gone:
            time.sleep(0.01)
    assert len(said) == 1
    assert "2.1 GB are free" in said[0][1]
