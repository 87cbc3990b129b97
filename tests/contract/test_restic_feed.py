"""A snapshot of bytes that we pump is made whole or not at all, and its secrets are in no argument."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from drplan.adapters.agent import restic
from drplan.adapters.agent.fault import Fault
from tests.contract.weak_key import PASSWORD

_FEEDS_FOREVER = """
import json, sys, time
from drplan.adapters.agent import restic
place = restic.Target(**json.loads(sys.stdin.read()))
with restic.Feed(place, name="dump") as feed:
    feed.write(b"x" * 3000000)
    print(feed._running.process.pid, flush=True)
    time.sleep(60)
"""
_TAKES_SECONDS = 0.5
_AGENT = "from drplan.adapters.agent.answer import main; main()"


def listed(place, kind):
    return list(Path(place.location, kind).iterdir())


def wait_for_lock(place):
    """Wait until restic holds its lock: one that is stopped while it still takes it leaves it behind."""
    while not any("tmp" not in lock.name for lock in listed(place, "locks")):
        time.sleep(0.01)
    time.sleep(_TAKES_SECONDS)


def started(script, told) -> Any:
    process: Any = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.stdin.write(told)
    process.stdin.close()
    return process


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_what_was_written_is_what_comes_back(place):
    chunks = [os.urandom(1 << 20) for _ in range(8)]
    seen: list[restic.Progress] = []
    with restic.Feed(place, name="hs_sis.pgdump", tags=["drplan-stream"], on_progress=seen.append) as feed:
        for chunk in chunks:
            feed.write(chunk)
        kept = feed.finish()
    came = io.BytesIO()
    reader = restic.Reader(place)
    assert reader.dump(kept.snapshot, "/hs_sis.pgdump", came) == kept.size == 8 << 20
    assert hashlib.sha256(came.getvalue()).digest() == hashlib.sha256(b"".join(chunks)).digest()
    (snapshot,) = reader.snapshots(tags=["drplan-stream"])
    assert (snapshot.id, snapshot.paths) == (kept.snapshot, ("/hs_sis.pgdump",))


@pytest.mark.parametrize("written", [0, 1, 20 << 20])
def test_whatever_is_raised_inside_leaves_no_snapshot_no_lock_and_no_process(place, written):
    def pump():
        with restic.Feed(place, name="dump") as feed:
            pids.append(feed._running.process.pid)
            feed.write(os.urandom(written))
            if written:
                wait_for_lock(place)
            raise OSError("pg_dump ended with 1")

    pids: list[int] = []
    with pytest.raises(OSError, match="ended with 1"):
        pump()
    assert gone(pids[0])
    assert (listed(place, "snapshots"), listed(place, "locks")) == ([], [])


def test_a_body_that_forgets_to_finish_makes_no_snapshot(place):
    with restic.Feed(place, name="dump") as feed:
        feed.write(b"half of it")
    assert listed(place, "snapshots") == []


def test_a_killed_pump_takes_restic_with_it_and_makes_no_snapshot(place):
    told = json.dumps(asdict(place))
    with started(_FEEDS_FOREVER, told) as pump:
        child = int(pump.stdout.readline())
        wait_for_lock(place)
        pump.kill()
    deadline = time.monotonic() + 5
    while not gone(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert gone(child)
    assert listed(place, "snapshots") == []


def test_an_agent_told_to_stop_ends_restic_first_and_answers_that_it_was(place, tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "data").write_bytes(os.urandom(8 << 20))
    request = {
        "verb": "protect-paths",
        "data_set": "files",
        "scratch": str(tmp_path / "scratch"),
        "source": {"paths": [str(tmp_path / "source")]},
        "copies": [asdict(replace(place, upload_kib_s=100))],
    }
    with started(_AGENT, json.dumps(request)) as agent:
        wait_for_lock(place)
        agent.send_signal(signal.SIGTERM)
        said = json.loads(agent.stdout.read())
    assert said["error"]["kind"] == "cancelled"
    assert (listed(place, "snapshots"), listed(place, "locks")) == ([], [])


def test_no_secret_is_in_an_argument_while_restic_runs(place):
    with restic.Feed(place, name="dump", tags=["drplan"]) as feed:
        feed.write(b"x")
        wait_for_lock(place)
        told = Path(f"/proc/{feed._running.process.pid}/cmdline").read_bytes()
    assert b"--stdin-filename" in told
    assert PASSWORD.encode() not in told


def test_a_feed_that_restic_refuses_says_why(place):
    wrong = replace(place, environment={"RESTIC_PASSWORD": "hunter2"})

    def pump():
        with restic.Feed(wrong, name="dump") as feed:
            while True:
                feed.write(bytes(1 << 20))

    with pytest.raises(Fault) as raised:
        pump()
    assert raised.value.kind == "wrong-password"
