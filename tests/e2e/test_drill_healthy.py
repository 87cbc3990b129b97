"""Odd but healthy data passes a drill, whole, restored and streamed; what a stream cannot show is said."""

import os

import pytest

from drplan.measure.compare import compare
from tests.e2e.healthy_trees import TREES
from tests.e2e.tampered_desk import TamperedDesk
from tests.e2e.tampered_drill import DeskVault, outcome_of
from tests.unit.act.conftest import district, service

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not tried: owners and devices need root")

QUICK = [name for name, (_, _, soak) in TREES.items() if not soak]
MODES = ("scratch", "stream")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = TamperedDesk(tmp_path_factory.mktemp("healthy"))
    made.init()
    made.with_key()
    for name in QUICK:
        (made.source / name).mkdir()
        TREES[name][1](made.source / name)
    made.protect()
    return made


@pytest.fixture(scope="module")
def came(desk, tmp_path_factory):
    """Return what came back in each way, of all trees at once: a drill over each alone would take minutes."""
    vault = DeskVault(desk, "")
    (point,) = vault.points(*_declared())
    back = {}
    for mode in MODES:
        vault.mode = mode
        into = tmp_path_factory.mktemp("scratch") if mode == "scratch" else None
        back[mode] = vault.prove(None, point, None, into=into)
    return back


def _declared():
    whole = district(service("files", "host-a"))
    return whole.sites[0].services[0].data_sets[0], whole.repositories[0]


def _hollow(expected):
    """Say whether there is nothing in what came back: folders alone, or files without a byte."""
    files = [facts for facts in expected.values() if facts["type"] == "file"]
    folders_alone = all(facts["type"] == "folder" for facts in expected.values())
    return folders_alone or (bool(files) and not any(facts["size"] for facts in files))


@pytest.mark.parametrize("mode", MODES)
def test_a_drill_over_all_of_them_passes(desk, mode):
    assert outcome_of(desk, mode) == ("pass", "only its data was rehearsed")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", QUICK)
def test_odd_but_healthy_data_comes_back_equal(desk, came, name, mode):
    root = str(desk.source / name)
    back = came[mode]
    expected, found = (
        {path: facts for path, facts in entries.items() if path == root or path.startswith(f"{root}/")}
        for entries in (back.expected, back.found)
    )
    assert expected.keys() == {p for p in back.whole if p == root or p.startswith(f"{root}/")}
    comparison = compare(expected, found)
    assert comparison.matched == len(expected)
    assert comparison.verdict.outcome == ("no-evidence" if _hollow(expected) else "pass")


def test_what_a_stream_cannot_show_is_said(came):
    left = {
        (path, fact)
        for path, facts in came["stream"].whole.items()
        for fact in facts
        if fact not in came["stream"].expected.get(path, {})
    }
    assert {fact for _, fact in left} <= {"device"}
    assert any("devices (not their numbers)" in note for note in came["stream"].notes)
    assert came["scratch"].expected == came["scratch"].whole
