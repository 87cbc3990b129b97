"""Enforcers are made when they are first asked for, once, and what is started early decides nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from drplan.adapters.on_demand import OnDemand
from drplan.adapters.untried import UntriedEnforcer
from drplan.errors import UsageError

ROOT = Path(__file__).parents[3]

EARLY = """
from pathlib import Path
from drplan import wiring
wiring.get_ready_for_servers()
wiring.district(Path("mine"))
print(wiring.enter().pinned)
"""


def test_each_kind_is_made_when_it_is_asked_for_and_only_once():
    made = []

    def maker():
        made.append(1)
        return UntriedEnforcer()

    enforcers = OnDemand({"server": maker, "network": maker})
    assert set(enforcers) == {"server", "network"}
    assert "server" in enforcers
    assert made == []
    assert enforcers["server"] is enforcers["server"]
    assert made == [1]


def test_what_could_not_be_made_is_tried_again():
    ways = [UsageError("no restic", next_step="make setup"), None]

    def maker():
        error = ways.pop(0)
        if error is not None:
            raise error
        return UntriedEnforcer()

    enforcers = OnDemand({"server": maker})
    with pytest.raises(UsageError):
        _ = enforcers["server"]
    assert enforcers["server"].plan([]) == []


def test_a_worker_started_early_does_not_decide_whose_host_keys_are_used(tmp_path):
    (tmp_path / "mine").symlink_to(ROOT / "inventories")
    done = subprocess.run(
        [sys.executable, "-c", EARLY],
        cwd=tmp_path,
        env=os.environ | {"DRPLAN_STATE": str(tmp_path / "state"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(str(tmp_path / "mine"))
