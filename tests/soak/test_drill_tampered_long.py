"""Every row of the tampering table, restored and streamed, and the folder of twenty thousand entries."""

import os

import pytest

from tests.e2e.healthy_trees import TREES
from tests.e2e.tampered_desk import TamperedDesk
from tests.e2e.tampered_drill import outcome_of
from tests.e2e.tampered_rows import ROWS
from tests.e2e.tampered_run import Kept, harmed

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not tried: owners and devices need root")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return Kept(tmp_path_factory.mktemp("tampered"))


@pytest.mark.parametrize(("name", "mode"), [(name, m) for name, row in ROWS.items() for m in row.modes])
def test_what_was_done_fails_the_drill_and_is_named(kept, name, mode):
    outcome, said = harmed(kept, name, mode)
    assert outcome in ("fail", "no-evidence", "error")
    assert ROWS[name].says in said


@pytest.mark.parametrize("name", TREES)
def test_odd_but_healthy_data_passes_by_itself(tmp_path, name):
    desk = TamperedDesk(tmp_path)
    desk.init()
    desk.with_key()
    (desk.source / name).mkdir()
    TREES[name][1](desk.source / name)
    desk.protect()
    for mode in ("scratch", "stream"):
        assert outcome_of(desk, mode) == ("pass", "only its data was rehearsed")
