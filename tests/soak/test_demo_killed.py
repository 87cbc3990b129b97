"""The demo, killed at several moments: nothing stays behind, and the next run works."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.e2e.command import ROOT, run_drplan

pytestmark = pytest.mark.lab

MOMENTS = (3, 8, 20, 45, 70, 95)
"""Seconds after the start: raising, planning, applying, filling, drilling, writing."""


@pytest.fixture
def checkout():
    folder = Path(tempfile.mkdtemp(prefix="drplan-", dir="/var/tmp"))
    for name in ("inventories", "deploys", "scripts", "runbooks"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    (folder / ".drplan").mkdir()
    (folder / ".drplan" / "cache").symlink_to(ROOT / ".drplan" / "cache")
    try:
        yield folder
    finally:
        run_drplan(folder / ".drplan", "lab", "down")
        shutil.rmtree(folder)


def started(checkout):
    python = str(checkout / ".venv" / "bin" / "python")
    return subprocess.Popen(
        (python, "-m", "scripts.demo"),
        cwd=checkout,
        env={**os.environ, "DRPLAN_STATE": str(checkout / ".drplan")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def left_of_the_lab():
    found = [f"namespace {p.name}" for p in Path("/run/netns").glob("drplan-*")]
    found += [f"mount {m}" for m in Path("/proc/self/mounts").read_text().splitlines() if "drplan-lab" in m]
    found += [f"cgroup {p}" for p in Path("/sys/fs/cgroup").glob("**/drplan-lab")]
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = status.read_bytes().decode(errors="replace")
        except OSError:
            continue
        found += [f"process {said}"] if "--machine=drplan-" in said else []
    return found


def test_a_demo_killed_at_any_moment_leaves_nothing_after_lab_down_and_runs_again(checkout):
    for seconds in MOMENTS:
        demo = started(checkout)
        try:
            demo.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)
            demo.communicate()
        down = run_drplan(checkout / ".drplan", "lab", "down")
        assert down.returncode == 0, down.stderr
        assert left_of_the_lab() == []
    last = started(checkout)
    said, _ = last.communicate(timeout=900)
    assert last.returncode == 0, said[-3000:]
    assert left_of_the_lab() == []
