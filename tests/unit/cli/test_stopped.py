"""A command that systemd or CI stops (SIGTERM) ends as one that a person breaks off: tidied up, with 130."""

import os
import signal
import subprocess
import sys

import pytest

COMMAND = """
import pathlib, sys, tempfile, time
from drplan.cli.frame import guarded

def work():
    with tempfile.TemporaryDirectory(dir=sys.argv[1]):
        print("at work", flush=True)
        time.sleep(60)

guarded(work)
"""


def at_work(folder, before=None):
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = subprocess.Popen(
        (sys.executable, "-c", COMMAND, str(folder)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=told,
        preexec_fn=before,  # noqa: PLW1509 - what nohup and CI runners do before they start a command
    )
    assert running.stdout
    assert running.stdout.readline() == "at work\n"
    return running


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_stopped_says_so_and_leaves_nothing(tmp_path, number):
    with at_work(tmp_path) as running:
        running.send_signal(number)
        _, said = running.communicate(timeout=30)
    assert (running.returncode, said, list(tmp_path.iterdir())) == (130, "interrupted\n", [])


def test_a_command_that_was_started_to_go_on_after_sigterm_goes_on(tmp_path):
    with at_work(tmp_path, lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)) as running:
        running.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(0.3)
        running.kill()
