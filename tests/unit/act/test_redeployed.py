"""A redeploy that could hold nothing has rebuilt nothing, whatever the probes say afterwards."""

import pytest

from drplan.cli.drill_text import EXITS
from drplan.cli.frame import Exit
from drplan.ports import AssetResult, OperationResult
from tests.unit.act.pages import page_of


@pytest.fixture
def redeployed(make_world, drill):
    """Drill a world whose host's operations end in these outcomes."""

    def run(*outcomes):
        world = make_world()
        told = tuple(OperationResult(f"op {n}", each, "why") for n, each in enumerate(outcomes))
        whole = world.apply
        world.apply = lambda assets: [AssetResult(each.asset, told) for each in whole(assets)]
        return drill(world)

    return run


@pytest.mark.parametrize("outcomes", [("not-applicable",), ("excepted",), ("not-applicable", "excepted")])
def test_a_redeploy_of_nothing_that_can_be_held_there_is_no_evidence_and_no_recovery(redeployed, outcomes):
    record = redeployed(*outcomes)
    (files,) = record.services
    assert (record.verdict.outcome, files.verdict.outcome) == ("no-evidence", "no-evidence")
    assert files.rta_seconds is None
    why = f"host-a: none of its {len(outcomes)} operations can be held here: nothing was rebuilt"
    assert why in files.verdict.because
    assert next(s for s in record.steps if s.action == "deploy").verdict.outcome == "no-evidence"
    assert why in page_of(record)
    assert EXITS.get(record.verdict.outcome, Exit.IN_PART) == Exit.IN_PART


@pytest.mark.parametrize("done", ["ok", "changed"])
def test_a_redeploy_that_held_something_passes_and_names_what_cannot_be_held_there(redeployed, done):
    record = redeployed(done, "not-applicable")
    assert record.verdict.outcome == "pass"
    (step,) = [s for s in record.steps if s.action == "deploy"]
    assert "not-applicable: op 1: why" in step.detail


@pytest.mark.parametrize("left", ["error", "not-run", "would-change"])
def test_a_redeploy_that_left_anything_undone_fails(redeployed, left):
    record = redeployed("changed", left)
    assert record.verdict.outcome == "fail"
    assert record.services[0].rta_seconds is None


def test_a_redeploy_that_could_not_be_tried_or_ran_nothing_recovers_nothing(make_world, drill):
    for result, outcome, why in (
        (AssetResult("host-a", error="no route"), "fail", "no route"),
        (AssetResult("host-a"), "no-evidence", "no operation was run"),
    ):
        world = make_world()
        world.apply = lambda assets, told=result: [told]
        (files,) = drill(world).services
        assert (files.verdict.outcome, files.rta_seconds) == (outcome, None)
        assert why in files.verdict.because


def test_a_redeploy_of_which_one_thing_failed_restores_no_data_and_starts_no_clock(redeployed):
    record = redeployed("changed", "error")
    assert "restore" not in [step.action for step in record.steps]
    assert record.services[0].data_sets == ()
    (step,) = [each for each in record.steps if each.action == "deploy"]
    assert step.verdict.because == ("op 1: why",)
    assert step.detail == "1 changed, 0 ok"
