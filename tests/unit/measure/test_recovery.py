from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.projection import Estimate
from drplan.measure.recovery import (
    against_objective,
    critical_paths,
    dated_after,
    recovery_point_actual,
    within_rto,
    within_rto_in_full,
)

HOLDS = "without that the RTO holds, so drill it again"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_service_waits_for_the_slowest_of_what_it_needs():
    found = critical_paths(
        {"network": 10.0, "host": 30.0, "files": 5.0}, {"network": [], "files": ["network", "host"]}
    )
    assert found["files"].seconds == 35.0
    assert found["files"].path == ("host", "files")


def test_what_needs_something_lost_has_no_finish():
    found = critical_paths({"files": 5.0}, {"files": ["network"], "network": []})
    assert found == {}


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8))
def test_a_chain_takes_as_long_as_its_links_together(lengths):
    durations = {str(n): length for n, length in enumerate(lengths)}
    needs = {str(n): [str(n - 1)] if n else [] for n in range(len(lengths))}
    last = str(len(lengths) - 1)
    assert critical_paths(durations, needs)[last].seconds == sum(lengths)


def test_rpa_is_the_age_of_the_oldest_data():
    taken = [NOON - timedelta(hours=1), NOON - timedelta(hours=5)]
    assert recovery_point_actual(restored=taken, disrupted=NOON) == timedelta(hours=5)


def test_a_service_without_data_has_no_rpa():
    assert recovery_point_actual(restored=[], disrupted=NOON) is None


def test_an_objective_met_to_the_second_is_met():
    assert against_objective("RTO", timedelta(hours=1), timedelta(hours=1)).outcome == "pass"


def test_a_missed_objective_says_by_how_much():
    verdict = against_objective("RTO", timedelta(hours=2), timedelta(hours=1))
    assert (verdict.outcome, verdict.because) == ("fail", ("RTO missed by 1:00:00",))


@pytest.mark.parametrize(
    ("gross", "net", "outcome", "because"),
    [
        (3600, 0, "pass", ()),
        (3601, 3601, "fail", ("RTO missed by 0:00:01",)),
        (7200, 3601, "fail", ("RTO missed by 1:00:00",)),
        (
            7200,
            3600,
            "no-evidence",
            ("the drill's own runner was down and cost 1:00:00: " + HOLDS,),
        ),
    ],
)
def test_what_the_runners_own_outage_cost_is_neither_kept_nor_missed(gross, net, outcome, because):
    verdict = within_rto(gross, net, timedelta(hours=1))
    assert (verdict.outcome, verdict.because) == (outcome, because)


@pytest.mark.parametrize(
    ("low", "likely", "outcome", "because"),
    [
        (10, 3600, "pass", ()),
        (3600, 3601, "no-evidence", ("RTO likely missed at full size by 0:00:01, projected",)),
        (3601, 9000, "fail", ("RTO missed at full size by 0:00:01 at the least, projected",)),
    ],
)
def test_a_likely_miss_at_full_size_is_no_pass_and_a_certain_one_is_a_miss(low, likely, outcome, because):
    verdict = within_rto_in_full(Estimate(likely, low, 9999), timedelta(hours=1))
    assert (verdict.outcome, verdict.because) == (outcome, because)


def test_data_that_is_dated_after_its_loss_has_no_age_and_is_no_evidence():
    before, after = NOON - timedelta(hours=1), NOON + timedelta(minutes=5)
    found = dated_after([before, after], NOON)
    assert found is not None
    assert (found.outcome, "dated 0:05:00 after it was lost" in found.because[0]) == ("no-evidence", True)
    assert dated_after([before, NOON], NOON) is None
    assert dated_after([], NOON) is None
