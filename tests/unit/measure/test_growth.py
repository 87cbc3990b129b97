from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import DataSet, Paths
from drplan.measure.growth import FARTHEST, growth
from drplan.measure.trend import FEWEST

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GB = 10**9


def data(size=None, nightly=None):
    return DataSet(
        name="files",
        source=Paths(server="host-a", paths=(PurePosixPath("/srv"),)),
        policy="nightly",
        privacy="internal",
        size=size,
        nightly_change=nightly,
    )


def sizes(*several, every=7):
    count = len(several)
    return [(NOON - timedelta(days=every * (count - 1 - n)), size) for n, size in enumerate(several)]


def test_without_sizes_and_without_a_declaration_nobody_can_say():
    assert growth(data(), (), NOON) is None
    assert growth(data(size=GB), (), NOON) is None
    assert growth(data(size=GB, nightly=GB), (), NOON) is not None


def test_what_a_night_adds_is_the_most_that_data_grows():
    found = growth(data(size=100 * GB, nightly=2 * GB), (), NOON)
    assert found is not None
    assert (found.size, found.low, found.likely, found.high) == (100 * GB, 0, 2 * GB, 2 * GB)
    assert found.ahead == FARTHEST


def test_sizes_that_were_seen_are_better_than_the_declaration():
    found = growth(data(size=1, nightly=1), sizes(*(100 * GB + n * 7 * GB for n in range(9))), NOON)
    assert found is not None
    assert found.likely == found.low == found.high == pytest.approx(GB)
    assert found.size == pytest.approx(156 * GB)
    assert found.because == "9 sizes over 56 days"
    assert found.ahead == 560


def test_few_sizes_leave_it_to_the_declaration():
    found = growth(data(size=GB, nightly=5), sizes(*[7] * (FEWEST - 1)), NOON)
    assert found is not None
    assert found.because == "declared size and nightly change"


def test_data_that_shrinks_is_taken_to_stay():
    found = growth(data(), sizes(*(100 * GB - n * GB for n in range(9))), NOON)
    assert found is not None
    assert (found.low, found.likely) == (0, 0)


@given(st.lists(st.integers(0, 10**15), min_size=FEWEST, max_size=20))
def test_the_likely_growth_lies_between_its_ends(several):
    found = growth(data(), sizes(*several), NOON)
    assert found is not None
    assert 0 <= found.low <= found.likely <= found.high
    assert found.size >= 0


def test_one_wild_size_does_not_move_it():
    steady = [100 * GB + n * 7 * GB for n in range(12)]
    found = growth(data(), sizes(*steady[:6], 9000 * GB, *steady[7:]), NOON)
    assert found is not None
    assert found.likely == pytest.approx(GB, rel=0.01)
