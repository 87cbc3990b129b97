"""A database server from blank to serving again: rehearsed, and in earnest with nothing written over."""

import json
import shutil
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest

from drplan.adapters.lab import Lab
from drplan.adapters.ssh import run_on
from drplan.declare.lookup import server_named
from tests.e2e.command import run_drplan

pytestmark = pytest.mark.lab

ROWS = "select count(*), sum(hashtextextended(t::text, 0)::numeric), max(aid) from pgbench_accounts t"


@pytest.fixture
def server(lab_hs):
    return server_named(lab_hs.district, "hs-db1")


@pytest.fixture
def on_server(lab_hs, server):
    def run(*command):
        ran = run_on(lab_hs.access, server, ("sudo", "-n", "--", *command))
        assert ran.code == 0, ran.err
        return ran.out.decode().strip()

    return run


@pytest.fixture
def rows(on_server):
    return lambda: on_server("runuser", "-u", "postgres", "--", "psql", "-XAt", "-d", "gradebook", "-c", ROWS)


@pytest.fixture
def in_earnest(lab_hs, tmp_path):
    """Say that the lab's network is production: what is typed then finds no lab, and the lab's hosts."""
    assert lab_hs.access.where == "lab"
    state = tmp_path / "state"
    (state / "lab").mkdir(parents=True, mode=0o700)
    pretended = state / "lab" / "access.json"
    pretended.touch(mode=0o600)
    pretended.write_text(json.dumps(asdict(replace(lab_hs.access, where="production", site=None))))
    (state / "cache").symlink_to(lab_hs.state / "cache")
    shutil.copytree(lab_hs.state / "keys", state / "keys")

    def run(*words, code):
        told = (*words, "--runbooks", str(tmp_path / "runbooks"))
        done = run_drplan(state, "restore", "host", "hs-db1", *told)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


def outcomes(record):
    return {step["action"]: step["verdict"]["outcome"] for step in record["steps"]}


def test_a_drill_brings_one_server_back_with_its_rows_and_touches_no_other(lab_hs, rows, on_server, tmp_path):
    lab_hs.drplan("backup", "run", "--data-set", "hs-gradebook-db")
    plan = json.loads(lab_hs.drplan("restore", "host", "hs-db1", "--plan", "--format", "json"))
    assert (plan["kind"], plan["against"]) == ("drill", [])
    assert [(row["service"], row["data_set"]) for row in plan["rows"]] == [
        ("hs-gradebook", "hs-gradebook-db")
    ]
    before = rows()
    on_server("touch", "/root/lost-with-the-disk")
    told = ("--runbooks", str(tmp_path), "--patience", "20", "--format", "json")
    record = json.loads(lab_hs.drplan("restore", "host", "hs-db1", *told))
    assert rows() == before
    assert int(before.split("|")[0]) >= 500_000
    assert [step["action"] for step in record["steps"]] == [
        *("see-healthy", "destroy", "see-broken", "blank", "deploy", "restore", "probe")
    ]
    assert set(outcomes(record).values()) == {"pass"}
    assert {s["subject"] for s in record["steps"]} == {"hs-db1", "hs-gradebook", "hs-gradebook-db"}
    (gradebook,) = record["services"]
    (data,) = gradebook["data_sets"]
    assert gradebook["verdict"]["outcome"] == "pass"
    assert 0 < gradebook["rta_seconds"] - gradebook["human_seconds"] < 600
    assert data["matched"] == data["entries"] >= 6
    assert on_server("ls", "/root") == ""
    assert "host hs-db1 alone, site hs  pass" in lab_hs.drplan(
        "evidence", "list", "--runbooks", str(tmp_path)
    )
    lab_hs.drplan("evidence", "verify", "--runbooks", str(tmp_path))


def test_in_earnest_a_blank_server_is_brought_back_and_a_living_one_never(
    lab_hs, server, rows, on_server, in_earnest
):
    before, lost = rows(), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
    refused = in_earnest("--lost-at", lost, code=2).stderr
    assert "hs-gradebook answers: what it stands on was not lost" in refused
    assert "hs-gradebook-db: on hs-db1 database gradebook holds tables already" in refused
    on_server("systemctl", "stop", "postgresql@15-main")
    assert "PostgreSQL was set up here, and does not answer" in in_earnest("--lost-at", lost, code=2).stderr
    on_server("systemctl", "start", "postgresql@15-main")
    assert rows() == before

    Lab(lab_hs.state).destroy(server)
    Lab(lab_hs.state).blank(server)
    record = json.loads(in_earnest("--lost-at", lost, "--patience", "20", "--format", "json", code=0).stdout)
    assert rows() == before
    assert (record["kind"], record["where"], record["host"]) == ("real recovery", "production", "hs-db1")
    assert list(outcomes(record)) == ["see-broken", "blank", "deploy", "restore", "probe"]
    assert record["disrupted"].startswith(lost)
    assert "holds tables already" in in_earnest("--plan", code=1).stdout
