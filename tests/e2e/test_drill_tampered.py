"""What was tampered with fails the drill, and is named: the quick rows of the tampering table."""

import os

import pytest

from tests.e2e.tampered_drill import outcome_of
from tests.e2e.tampered_dumps import DUMPS, kept_dump
from tests.e2e.tampered_rows import ROWS
from tests.e2e.tampered_run import Kept, harmed

QUICK = [(name, mode) for name, row in ROWS.items() if not row.soak for mode in row.modes[:1]]

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not tried: owners and devices need root")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return Kept(tmp_path_factory.mktemp("tampered"))


@pytest.mark.parametrize(("name", "mode"), QUICK)
def test_what_was_done_fails_the_drill_and_is_named(kept, name, mode):
    outcome, said = harmed(kept, name, mode)
    assert outcome in ("fail", "no-evidence", "error")
    assert ROWS[name].says in said


@pytest.mark.parametrize("kind", DUMPS)
def test_a_whole_dump_passes(kept, kind):
    desk = kept.again()
    kept_dump(desk, kind)
    assert outcome_of(desk, "stream") == ("pass", "only its data was rehearsed")


@pytest.mark.parametrize("mode", ["scratch", "stream"])
def test_what_was_not_tampered_with_passes(kept, mode):
    outcome, said = outcome_of(kept.again(), mode)
    assert (outcome, said) == ("pass", "only its data was rehearsed")
