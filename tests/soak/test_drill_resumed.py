"""The whole command in a loopback lab: begun, killed, refused, listed, taken over, and shown again."""

import json
import os
import signal
import subprocess
import sys
import time

import psycopg

from drplan.adapters.engine.runner import LEASE_LOST
from tests.e2e.backup_desk import wait
from tests.e2e.command import ROOT, run_drplan
from tests.e2e.disk_drill import prepare, rebuild
from tests.e2e.drill_killer import Killer
from tests.e2e.real_postgres import here, server
from tests.e2e.test_drill_loopback import cloud  # noqa: F401  # a fixture


def drill_words(cloud, drill):  # noqa: F811
    places = ("--inventory", str(cloud.folder / "inventories"), "--runbooks", str(cloud.folder / "runbooks"))
    words = ("drill", "run", "--site", "hs", "--role", "admin", "--patience", "3", "--id", drill)
    return (*words, *places, "--format", "json")


def begin_and_kill(cloud, drill):  # noqa: F811
    """Begin a drill and kill it once something is lost; returns the steps it had finished."""
    process = subprocess.Popen(
        (sys.executable, "-m", "drplan", *drill_words(cloud, drill)),
        cwd=ROOT,
        env={**os.environ, "DRPLAN_STATE": str(cloud.state), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait(lambda: "destroy" in shown(cloud, drill), 60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return shown(cloud, drill)


def shown(cloud, drill):  # noqa: F811
    said = run_drplan(cloud.state, "drill", "show", drill, "--format", "json")
    return [step["action"] for step in json.loads(said.stdout)["steps"]] if said.stdout else []


def state_of(cloud, drill):  # noqa: F811
    said = json.loads(run_drplan(cloud.state, "drill", "list", "--format", "json").stdout)
    return next(each["state"] for each in said["drills"] if each["drill"] == drill)


def test_a_killed_drill_is_gone_on_with_under_the_same_declaration_only_and_ends_once(cloud):  # noqa: F811
    done = begin_and_kill(cloud, "2026-q4")
    assert state_of(cloud, "2026-q4") == "broken off"
    cloud.declare(rto=7200)
    refused = run_drplan(cloud.state, "drill", "resume", "2026-q4")
    cloud.declare()
    assert refused.returncode == 2
    assert "was begun with another declaration" in refused.stderr
    another = run_drplan(cloud.state, *drill_words(cloud, "2026-q4"), "--patience", "4")
    assert "was begun with another --patience: 3.0" in another.stderr
    time.sleep(2)
    ended = run_drplan(cloud.state, *drill_words(cloud, "2026-q4"))
    record = json.loads(ended.stdout)
    assert (ended.returncode, record["verdict"]["outcome"]) == (0, "pass"), ended.stderr
    assert [step["action"] for step in record["steps"]][: len(done)] == done
    assert len(record["interrupted"]) == 1
    again = run_drplan(cloud.state, *drill_words(cloud, "2026-q4"))
    assert json.loads(again.stdout) == record
    assert "is finished: it is not run again" in again.stderr
    assert cloud.drplan("evidence", "verify", "--runbooks", str(cloud.folder / "runbooks"))


def test_a_worker_brings_what_a_dead_runner_left_to_its_end(cloud):  # noqa: F811
    begin_and_kill(cloud, "left")
    worked = run_drplan(cloud.state, "drill", "worker", "--once")
    assert worked.returncode == 0, worked.stderr
    assert "taken over from" in worked.stderr
    assert state_of(cloud, "left") == "finished"


def test_evidence_in_git_is_enough_to_know_that_a_drill_was_done(cloud, tmp_path):  # noqa: F811
    assert run_drplan(cloud.state, *drill_words(cloud, "in-git")).returncode == 0
    journal = cloud.state / "engine"
    journal.rename(tmp_path / "engine")
    try:
        again = run_drplan(cloud.state, *drill_words(cloud, "in-git"))
    finally:
        (tmp_path / "engine").rename(journal)
    assert (again.returncode, json.loads(again.stdout)["id"]) == (0, "in-git")


@here
def test_a_hung_runner_loses_its_lease_to_a_worker_and_ends_when_it_wakes(tmp_path, monkeypatch):
    prepare(tmp_path)
    with server() as url:
        monkeypatch.setenv("DRPLAN_ENGINE_URL", url)
        killer = Killer(tmp_path, 1, {"DRPLAN_ENGINE_URL": url, "DISK_DRILL_PAUSE": "5"})
        rebuild(tmp_path)
        hung = killer.start("hung")
        wait(lambda: killer.done()["restore files-data"])
        hung.send_signal(signal.SIGSTOP)
        worker = killer.work()
        try:
            wait(lambda: killer.history().find("hung").finished, 120)
            hung.send_signal(signal.SIGCONT)
            _, err = hung.communicate(timeout=30)
        finally:
            for each in (hung, worker):
                each.kill()
                each.communicate()
        assert (hung.returncode, "lease is lost" in err) == (LEASE_LOST, True), err
        assert killer.evidence().record("hung").verdict.outcome == "pass"
        with psycopg.connect(url) as session:
            held = session.execute("SELECT count(*) FROM drplan.shift WHERE drill = 'hung'").fetchone()
        assert held == (2,)
