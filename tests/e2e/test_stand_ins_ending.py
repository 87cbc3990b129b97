"""What ends with stand-ins, and what does not: real listeners, and bystanders that must outlive them."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from drplan.adapters.lab.standin import StandIn, StandIns, run
from drplan.adapters.lab.standin.ending import end
from drplan.errors import LabError

WAITS = "import sys; print('here', flush=True); sys.stdin.read()"
STARTS = """
import subprocess, sys
subprocess.run(sys.argv[1:])
print('still here', flush=True)
"""


def listener(folder):
    folder.mkdir(exist_ok=True)
    (folder / "plan.json").write_text(json.dumps({"devices": [], "sshd": []}))
    return [sys.executable, "-I", "-S", "-E", run.__file__, "listen", str(folder)]


def said(process):
    return process.stdout.readline()


def ended(many):
    return many._process.wait(10)


@pytest.fixture
def bystander():
    """Return a function that starts a process in a session of its own, with words behind its name."""
    started = []

    def start(*words):
        process = subprocess.Popen(
            [sys.executable, "-c", WAITS, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(process)
        assert said(process) == b"here\n"
        return process

    yield start
    for process in started:
        process.communicate(timeout=10)


@pytest.mark.parametrize(
    "words",
    [
        ("{folder}",),
        ("{folder}/log",),
        ("run.py", "listen", "{folder}2"),
        ("run.py", "session", "{folder}"),
        ("run.py", "listen", "{folder}", "more"),
    ],
)
def test_a_stale_pid_file_ends_nobody_who_only_mentions_the_folder(tmp_path, bystander, words):
    folder = tmp_path / "server"
    other = bystander(*(each.format(folder=folder) for each in words))
    many = StandIns(folder, [])
    (folder / "pid").write_text(str(other.pid))
    assert not end(folder / "pid", folder)
    many.stop()
    with pytest.raises(subprocess.TimeoutExpired):
        other.wait(0.1)
    assert not (folder / "pid").exists()


@pytest.mark.parametrize("said", ["", "nonsense", "-1", "0", "999999999", "9" * 30])
def test_a_pid_file_that_names_nobody_ends_nobody(tmp_path, said):
    many = StandIns(tmp_path / "server", [])
    (many.folder / "pid").write_text(said)
    assert not end(many.folder / "pid", many.folder)
    many.stop()
    many.stop()


def test_a_listener_ends_whatever_its_starter_forgot_to_put_apart_and_not_its_starter(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", STARTS, *listener(tmp_path / "server")],
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as starter:
        places = tmp_path / "server" / "places.json"
        while not places.exists():
            assert starter.poll() is None
            time.sleep(0.01)
        (tmp_path / "server" / "plan.json").unlink()
        assert said(starter) == b"still here\n"
    assert starter.returncode == 0


def test_a_listener_does_not_serve_in_a_session_that_others_are_in(tmp_path):
    # It leads a group here, so it cannot leave it; others could be put into it.
    refused = subprocess.run(
        listener(tmp_path / "server"),
        process_group=0,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert refused.returncode == 1
    assert "session of its own" in refused.stderr
    assert not (tmp_path / "server" / "places.json").exists()


def test_a_listener_whose_folder_is_removed_ends_by_itself(tmp_path):
    many = StandIns(tmp_path / "server", [StandIn(tmp_path / "sw1", "cisco-ios", "sw1")])
    many.start()
    listening = int((many.folder / "pid").read_text())
    shutil.rmtree(tmp_path)
    assert ended(many) == 0
    many.stop()
    assert not Path(f"/proc/{listening}").exists()


def test_another_process_ends_them_by_the_pid_file_alone(tmp_path):
    device = StandIn(tmp_path / "sw1", "cisco-ios", "sw1")
    many = StandIns(tmp_path / "server", [device])
    many.start()
    StandIns(tmp_path / "server", [device]).stop()
    assert ended(many) in {0, -signal.SIGTERM}
    many.stop()


def test_what_cannot_listen_is_said_and_leaves_nothing_running(tmp_path):
    many = StandIns(tmp_path / "server", [StandIn(tmp_path / "sw1", "cisco-ios", "sw1")])
    with pytest.raises(LabError, match="do not listen"):
        many.start({"sw1": ("192.0.2.77", 0)})
    assert many._process is None
    assert not (many.folder / "pid").exists()
