"""An asset's verdict after a deploy: the worst that happened there, and no pass for what nobody saw."""

from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.deployed import judge_asset
from drplan.ports import AssetResult, OperationResult

LEFT_OUT = {"not-applicable", "excepted"}
OUTCOMES = st.sampled_from(["ok", "changed", "would-change", "error", "not-run", *LEFT_OUT])


def result(*outcomes, error=None):
    return AssetResult("a", tuple(OperationResult(f"{o} {n}", o) for n, o in enumerate(outcomes)), error)


@given(st.lists(OUTCOMES), st.none() | st.just("timeout"))
def test_only_an_asset_on_which_everything_was_seen_to_hold_passes(outcomes, error):
    verdict = judge_asset(result(*outcomes, error=error))
    seen = set(outcomes) - LEFT_OUT
    holds = bool(seen) and seen <= {"ok", "changed"} and error is None
    assert (verdict.outcome == "pass") == holds
    assert verdict.because


def test_what_could_not_be_tried_is_no_evidence_with_its_reason():
    assert judge_asset(result(error="timeout")).outcome == "no-evidence"
    assert judge_asset(result(error="timeout")).because == ("not tried: timeout",)
    assert judge_asset(result()).outcome == "no-evidence"


def test_a_failed_operation_outweighs_drift_and_drift_outweighs_what_was_not_run():
    assert judge_asset(result("not-run", "would-change", "error")).because == ("failed: error 2",)
    assert judge_asset(result("not-run", "would-change")).because == ("differs: would-change 1",)
    assert judge_asset(result("ok", "not-run")).outcome == "no-evidence"
