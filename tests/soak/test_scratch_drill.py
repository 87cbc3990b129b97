"""A site brought up beside production, while production's own data is stopped and moved away."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from drplan.adapters.aws.session import s3_client
from tests.e2e.command import ROOT, run_drplan
from tests.e2e.test_scratch import carrying

pytestmark = pytest.mark.lab


def begin(state, runbooks, *words):
    """Start a scratch drill."""
    drplan = [sys.executable, "-m", "drplan", "drill", "run", "--scratch", "--patience", "20"]
    return subprocess.Popen(
        [*drplan, "--runbooks", str(runbooks), *words],
        cwd=ROOT,
        env={**os.environ, "DRPLAN_STATE": str(state), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(drill, words):
    """Follow what a drill says until a line holds ``words``; returns what it said."""
    said = []
    for line in drill.stderr:
        said.append(line)
        if words in line:
            return said
    pytest.fail(f"the drill ended before it said {words!r}: {''.join(said)}")


def record_of(runbooks):
    (path,) = (runbooks / "evidence").glob("*/record.json")
    return json.loads(path.read_text())


def on(state, host, command):
    login = ["ssh", "-q", "-F", str(state / "lab" / "ssh_config"), "-o", "BatchMode=yes", host]
    return subprocess.run(
        [*login, f"sudo sh -c {shlex.quote(command)}"], capture_output=True, text=True, check=False
    )


def away(state, host, service, *folders):
    """Stop a server and move its data away; returns what brings both back."""
    moved = " && ".join(f"mv {each} {each}.away" for each in folders)
    assert on(state, host, f"{f'systemctl stop {service} && ' if service else ''}{moved}").returncode == 0
    back = " && ".join(f"rm -rf {each} && mv {each}.away {each}" for each in folders)
    start = f" && systemctl start {service}" if service else ""
    return lambda: on(state, host, f"{back}{start}")


def scratch_buckets():
    """Return the buckets in the lab's account that are none of production's."""
    held = s3_client("us-east-1").list_buckets()["Buckets"]
    return [each["Name"] for each in held if each["Name"] != "cedarvalley-transcripts"]


def without_production(record, gone, services):
    """See that their data was restored, and they were asked, only when production was gone already."""
    subjects = {
        *services,
        *(d["name"] for s in record["services"] if s["name"] in services for d in s["data_sets"]),
    }
    steps = [s for s in record["steps"] if s["subject"] in subjects and s["action"] in ("restore", "probe")]
    assert {step["subject"] for step in steps} == subjects
    assert all(datetime.fromisoformat(step["started"]) > gone for step in steps)


def outcomes(record):
    return {each["name"]: each["verdict"]["outcome"] for each in record["services"]}


def test_a_school_comes_up_from_its_copies_alone_while_production_is_moved_away(lab_hs, tmp_path):
    lab_hs.drplan("backup", "run", "--site", "hs")
    lab_hs.drplan("evidence", "keygen", "--if-missing", "--runbooks", str(tmp_path))
    drill, back = begin(lab_hs.state, tmp_path, "--site", "hs"), []
    try:
        until(drill, " destroy pass")
        back.append(away(lab_hs.state, "hs-db1", "postgresql", "/var/lib/postgresql"))
        back.append(away(lab_hs.state, "hs-file1", "", "/srv/school"))
        gone = datetime.now(UTC)
        drill.communicate(timeout=600)
        assert on(lab_hs.state, "hs-db1", "runuser -u postgres -- psql -l").returncode != 0
        assert on(lab_hs.state, "hs-file1", "test -e /srv/school").returncode != 0
    finally:
        drill.kill()
        for each in back:
            each()
    record = record_of(tmp_path)
    assert record["where"] == "scratch"
    without_production(record, gone, ("hs-gradebook", "hs-files"))
    services = ("hs-network", "hs-gradebook", "hs-files", "hs-learning", "hs-transcripts")
    assert outcomes(record) == dict.fromkeys(services, "pass")
    assert scratch_buckets() == []
    files = next(each for each in record["services"] if each["name"] == "hs-files")["data_sets"][0]
    assert files["matched"] == files["entries"] > 30_000
    isolated = [step for step in record["steps"] if step["action"] == "isolate"]
    assert len(isolated) == 7
    assert {step["verdict"]["outcome"] for step in isolated} == {"pass"}
    assert not (lab_hs.state / "rooms").exists()
    # Production has what it had, and no recovery point more.
    lab_hs.drplan("drill", "gc")
    assert on(lab_hs.state, "hs-db1", "runuser -u postgres -- psql -l").returncode == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_of_a_drill_that_is_broken_off_at_any_moment(lab_hs, tmp_path, number):
    lab_hs.drplan("evidence", "keygen", "--if-missing", "--runbooks", str(tmp_path))
    moments = (
        ("is being raised", 0.3),
        ("isolate pass", 0),
        ("blank pass", 1),
        ("blank pass", 9),
        ("district-aws             blank pass", 0.2),
    )
    for words, wait in moments:
        drill = begin(lab_hs.state, tmp_path, "--site", "hs")
        try:
            said = until(drill, words)
            name = next(line for line in said if "is being raised" in line).split()[2]
            time.sleep(wait)
            drill.send_signal(number)
            drill.communicate(timeout=120)
        finally:
            drill.kill()
        assert drill.returncode == (-9 if number == signal.SIGKILL else 130)
        collected = run_drplan(lab_hs.state, "drill", "gc")
        assert collected.returncode == 0, collected.stderr
        assert carrying(name) == []
        assert scratch_buckets() == []
        assert not (lab_hs.state / "rooms").exists()
        assert not (lab_hs.state / "scratch-buckets").exists()
