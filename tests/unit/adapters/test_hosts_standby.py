"""Workers that wait, as they run: on this machine (pyinfra's own ``@local``), and only in tmp_path."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from drplan.adapters.hosts.reply import HALF_CHANGED, read_reply
from drplan.adapters.hosts.shards import deal
from drplan.adapters.hosts.standby import Standby

ROOT = Path(__file__).parents[3]
SECONDS = 60

HEAD = """
import os, time
from io import StringIO
from pyinfra import host
from pyinfra.operations import files, python, server
folder = host.data.folder

def wait_for(name):
    while not os.path.exists(f"{folder}/{name}"):
        time.sleep(0.05)
"""

NOTE_PROCESSES = """
open(f"{folder}/pids", "a").write(f"{os.getppid()} {os.getpid()}\\n")
"""

DIES_WHILE_IT_CHANGES = """
server.shell(name="begin", commands=[f"echo begun >> {folder}/begun"])
python.call(name="die", function=lambda: os.kill(os.getpid(), 9))
"""

HANGS = """
open(f"{folder}/pid", "w").write(str(os.getpid()))
server.shell(name="begin", commands=[f"touch {folder}/begun"])
python.call(name="hang", function=lambda: wait_for("never"))
"""


@pytest.fixture
def standby(tmp_path):
    return Standby(tmp_path / "state" / "hosts.log", ROOT)


@pytest.fixture
def requested(tmp_path):
    def request(text, *, dry=False):
        file = tmp_path / "deploy.py"
        file.write_text(HEAD + text)
        host = {"name": "@local", "files": [str(file)], "data": {"folder": str(tmp_path)}}
        return {"root": str(tmp_path), "dry": dry, "hosts": [host]}

    return request


def result_of(reply, *, dry=False):
    return read_reply(reply, ["@local"], dry=dry)["@local"]


def pids(folder):
    return [tuple(map(int, line.split())) for line in (folder / "pids").read_text().splitlines()]


def gone(pid):
    """Wait until a process has ended; a dead one that nobody waited for has ended too."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_waves_are_done_by_one_worker_each_in_a_process_of_its_own(standby, requested, tmp_path):
    for _ in range(2):
        assert result_of(standby.ask(requested(NOTE_PROCESSES))).error is None
    (first_worker, first), (second_worker, second) = pids(tmp_path)
    assert first_worker == second_worker
    assert first != second


def test_a_worker_that_died_while_it_waited_is_replaced(standby, requested, tmp_path):
    standby.ask(requested(NOTE_PROCESSES))
    os.kill(pids(tmp_path)[0][0], signal.SIGKILL)
    assert gone(pids(tmp_path)[0][0])
    assert result_of(standby.ask(requested(NOTE_PROCESSES))).error is None
    assert len({worker for worker, _ in pids(tmp_path)}) == 2


def test_a_process_that_dies_in_mid_change_leaves_a_failure_and_the_next_wave_is_done(
    standby, requested, tmp_path
):
    result = result_of(standby.ask(requested(DIES_WHILE_IT_CHANGES)))
    assert result.error is None
    assert [(each.name, each.outcome) for each in result.operations] == [(HALF_CHANGED, "error")]
    assert "exit codes -9" in result.operations[0].detail
    assert (tmp_path / "begun").read_text() == "begun\n"
    assert result_of(standby.ask(requested(NOTE_PROCESSES))).error is None


def test_a_process_that_dies_in_a_plan_has_changed_nothing(standby, requested):
    result = result_of(standby.ask(requested("os.kill(os.getpid(), 9)", dry=True)), dry=True)
    assert "exit codes -9" in result.error


def test_a_worker_that_is_killed_in_mid_change_takes_its_processes_along(standby, requested, tmp_path):
    replies = []
    thread = Thread(target=lambda: replies.append(standby.ask(requested(NOTE_PROCESSES + HANGS))))
    thread.start()
    while not (tmp_path / "begun").exists():
        time.sleep(0.05)
    worker, process = pids(tmp_path)[-1]
    os.kill(worker, signal.SIGKILL)
    thread.join(SECONDS)
    assert [each.name for each in result_of(replies[0]).operations] == [HALF_CHANGED]
    assert gone(process)


def test_when_the_asker_is_killed_the_work_ends(requested, tmp_path):
    code = f"""
from pathlib import Path
from drplan.adapters.hosts.standby import Standby
Standby(Path({str(tmp_path)!r}) / "state" / "hosts.log", Path({str(ROOT)!r})).ask({requested(HANGS)!r})
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as asker:
        while not (tmp_path / "begun").exists():
            assert asker.poll() is None
            time.sleep(0.05)
        asker.kill()
    assert gone(int((tmp_path / "pid").read_text()))


def test_hosts_are_shared_out_evenly_and_a_few_are_not_shared():
    names = [str(number) for number in range(24)]
    assert deal(names[:7], 8) == [names[:7]]
    assert [len(shard) for shard in deal(names, 4)] == [6, 6, 6, 6]
    assert sorted(name for shard in deal(names, 3) for name in shard) == sorted(names)
    assert deal(names, 1) == [names]
