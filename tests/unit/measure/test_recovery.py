from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.recovery import against_objective, critical_paths, recovery_point_actual

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
