"""When a scratch room stands, and when it goes."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drplan.adapters.lab.tools import prefix
from drplan.adapters.scratch import lease as leases
from drplan.adapters.scratch.sweep import left_over, standing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def lease(tmp_path):
    return leases.new_lease("hs", LATER, 5, tmp_path / "cache")


def ours(found, state):
    return [each for each in found if each.folder.is_relative_to(state)]


def test_a_room_stands_while_its_owner_lives_and_its_time_lasts(lease, tmp_path):
    folder = leases.write(tmp_path, lease)
    assert leases.read(folder) == lease
    assert standing(tmp_path, NOW) == [lease]
    assert ours(left_over(tmp_path, NOW), tmp_path) == []


def test_a_room_whose_time_is_over_goes_though_its_owner_lives(lease, tmp_path):
    leases.write(tmp_path, lease)
    (left,) = ours(left_over(tmp_path, LATER), tmp_path)
    assert (left.name, left.because) == (lease.name, "its time is over")


def test_a_room_of_a_process_that_ended_goes(lease, tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    begun = leases.started(gone.pid)
    gone.wait()
    leases.write(tmp_path, replace(lease, pid=gone.pid, started=begun or 1))
    (left,) = ours(left_over(tmp_path, NOW), tmp_path)
    assert left.because == f"its drill (process {gone.pid}) is gone"


@pytest.mark.parametrize("other", [{"started": 1}, {"boot": "of-another-boot"}])
def test_a_pid_that_passed_on_is_not_the_owner(lease, other):
    assert lease.pid == os.getpid()
    assert not replace(lease, **other).stands(NOW)


def test_a_process_that_only_waits_to_be_reaped_is_gone():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert leases.started(ended.pid) is None
    ended.wait()


def test_a_folder_without_a_lease_is_left_to_its_maker_for_a_minute(tmp_path):
    folder = leases.folder_of(tmp_path, "room0000")
    folder.mkdir(parents=True)
    (folder / "lease.json").write_text(json.dumps({"name": "room0000"}))
    assert ours(left_over(tmp_path, NOW), tmp_path) == []
    os.utime(folder, (0, 0))
    (left,) = ours(left_over(tmp_path, NOW), tmp_path)
    assert left.because == "it was never finished"


def test_a_rooms_name_can_be_a_labs_and_is_never_anothers(lease, tmp_path):
    assert prefix(lease.name) == f"drplan.{lease.name}"
    assert leases.new_lease("hs", LATER, 5, tmp_path).name != lease.name
