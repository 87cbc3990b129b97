"""A drill whose runner is killed: a handful of the moments that tests/soak tries a hundred of."""

import os
import signal
import time

import psycopg
import pytest

from drplan.adapters.engine.runner import LEASE_LOST
from tests.e2e.backup_desk import wait
from tests.e2e.disk_drill import prepare, rebuild
from tests.e2e.drill_killer import Killer
from tests.e2e.real_postgres import here, server


@pytest.fixture(scope="module")
def killer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drill")
    prepare(folder)
    made = Killer(folder, seed=6)
    made.finish("unharmed")
    made.see_finished("unharmed", 0)
    return made


def test_a_drill_killed_on_its_way_goes_on_where_it_was_and_says_how_long_nobody_worked(killer):
    rebuild(killer.folder)
    begun = time.monotonic()
    process = killer.start("killed")
    wait(lambda: killer.done()["restore files-data"] > 0 and killer.finished_steps("killed"))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    before = killer.finished_steps("killed")
    time.sleep(2.5)
    assert killer.finish("killed") == {"verdict": "pass"}
    killer.see_none_repeated(before)
    killer.see_finished("killed", 1)
    (outage,) = killer.evidence().record("killed").interrupted
    assert 1.0 < (outage.ended - outage.started).total_seconds() < time.monotonic() - begun


@pytest.fixture(scope="module")
def among_many(killer):
    with server() as url:
        made = Killer(killer.folder, 6, {"DRPLAN_ENGINE_URL": url})
        made.lasts, made.url = killer.lasts, url
        yield made


@pytest.fixture
def over_postgresql(among_many, monkeypatch):
    monkeypatch.setenv("DRPLAN_ENGINE_URL", among_many.url)
    return among_many


@here
def test_another_worker_takes_a_drill_over_from_a_killed_one(over_postgresql):
    over_postgresql.taken_over("among-many", 1, over_postgresql.lasts)


@here
def test_a_runner_that_loses_its_lease_ends_at_once_and_another_goes_on(over_postgresql):
    rebuild(over_postgresql.folder)
    over_postgresql.environment["DISK_DRILL_PAUSE"] = "60"
    first = over_postgresql.start("fenced")
    wait(lambda: over_postgresql.done()["restore files-data"])
    over_postgresql.environment["DISK_DRILL_PAUSE"] = "0"
    with psycopg.connect(over_postgresql.url, autocommit=True) as session:
        session.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    _, err = first.communicate(timeout=10)
    assert (first.returncode, "lease is lost" in err) == (LEASE_LOST, True), err
    before = over_postgresql.finished_steps("fenced")
    assert over_postgresql.finish("fenced") == {"verdict": "pass"}
    over_postgresql.see_none_repeated(before)
