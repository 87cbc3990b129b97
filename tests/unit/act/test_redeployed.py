"""A redeploy that could hold nothing has rebuilt nothing, whatever the probes say afterwards."""

import pytest

from drplan.cli.drill_kept import EXITS
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
