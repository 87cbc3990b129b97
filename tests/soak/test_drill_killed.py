"""A drill's runner killed at a hundred random moments over SQLite, and workers over PostgreSQL."""

import sys

from drplan.adapters.engine.history import History
from drplan.adapters.engine.place import find_place
from tests.e2e.disk_drill import prepare
from tests.e2e.drill_killer import Killer
from tests.e2e.real_postgres import here, server


def test_a_hundred_kills_of_the_runner_over_sqlite(tmp_path):
    prepare(tmp_path, 240, 40000)
    killer = Killer(tmp_path, seed=100)
    killer.finish("unharmed")
    number = 0
    while killer.kills < 100:
        number += 1
        killer.drill_killed(f"drill-{number}", 4)
    # Moments are drawn by time, and most of it is spent in the restores of two waves.
    assert len(killer.struck) >= 4, killer.struck
    sys.stdout.write(f"finished steps when a kill came: {sorted(killer.struck.items())}\n")
    assert all(each.finished for each in History(find_place(tmp_path / "state")).drills())


@here
def test_thirty_kills_of_workers_over_postgresql(tmp_path, monkeypatch):
    prepare(tmp_path, 240, 40000)
    with server() as url:
        monkeypatch.setenv("DRPLAN_ENGINE_URL", url)
        killer = Killer(tmp_path, 30, {"DRPLAN_ENGINE_URL": url})
        killer.finish("unharmed")
        number = 0
        while killer.kills < 30:
            number += 1
            killer.taken_over(f"drill-{number}", 3, killer.lasts + 2)
        sys.stdout.write(f"finished steps when a kill came: {sorted(killer.struck.items())}\n")
