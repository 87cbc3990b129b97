"""Runs that take turns on one machine, however they end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from drplan.adapters.agent.answer import answer
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.turns import alone, one_of_few

HOLDS = """
import sys, time
from drplan.adapters.agent.turns import alone
with alone(sys.argv[1], "school-files"):
    print("held", flush=True)
    time.sleep(60)
"""


def refused(turn):
    """Return why a turn cannot be had at once."""
    with pytest.raises(Fault) as caught, turn:
        pass
    assert caught.value.kind == "busy"
    return str(caught.value)


def test_a_data_set_is_at_work_in_one_run_only_and_another_one_is_not_kept(tmp_path):
    folder = str(tmp_path)
    with alone(folder, "school-files"):
        assert "another run is at work on school-files" in refused(alone(folder, "school-files", seconds=0))
        with alone(folder, "gradebook-db", seconds=0):
            pass
    with alone(folder, "school-files", seconds=0):
        pass


def test_as_many_runs_work_at_once_as_may(tmp_path):
    folder = str(tmp_path)
    with one_of_few(folder, 2, seconds=0), one_of_few(folder, 2, seconds=0):
        assert "2 other runs are at work" in refused(one_of_few(folder, 2, seconds=0))
    with one_of_few(folder, 2, seconds=0):
        pass


def test_a_run_that_was_killed_holds_nothing(tmp_path):
    root = Path(__file__).parents[3]
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDS, tmp_path],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    try:
        assert held.stdout is not None
        assert held.stdout.readline() == b"held\n"
        with pytest.raises(Fault), alone(str(tmp_path), "school-files", seconds=0):
            pass
        held.send_signal(signal.SIGKILL)
        begun = time.monotonic()
        with alone(str(tmp_path), "school-files", seconds=10):
            assert time.monotonic() - begun < 5
    finally:
        held.kill()
        held.communicate()


def test_the_locks_are_their_owners_alone(tmp_path):
    with alone(str(tmp_path), "school-files"):
        (lock,) = (tmp_path / "locks").iterdir()
        assert oct((tmp_path / "locks").stat().st_mode)[-3:] == "700"
        assert oct(lock.stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("verb", ["protect-paths", "recover-paths"])
def test_backups_and_restores_over_ssh_take_their_turn_too(tmp_path, verb, monkeypatch):
    monkeypatch.setattr("drplan.adapters.agent.turns._WAIT_SECONDS", 0)
    with alone(str(tmp_path), "school-files"):
        said = answer({"verb": verb, "data_set": "school-files", "scratch": str(tmp_path)})
    assert said["error"]["kind"] == "busy"
