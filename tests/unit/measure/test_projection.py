from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.projection import COMPRESSED, project
from drplan.measure.rates import FIXED, Rate, Restored

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MB, GB = 10**6, 10**9

sizes = st.integers(1, 10**13)
lengths = st.floats(0.001, 10**6)
speeds = st.none() | st.floats(1e3, 1e10)


def restored(size, seconds, number=0, lab=True):
    return Restored(size, seconds, NOON + timedelta(days=number), lab)


@st.composite
def measured(draw):
    several = draw(st.lists(st.tuples(sizes, lengths), min_size=1, max_size=6))
    lab = draw(st.booleans())
    return Rate(tuple(restored(size, took, n, lab) for n, (size, took) in enumerate(several)))


def close(low, high):
    return low <= high * (1 + 1e-9) + 1e-6


@given(measured(), sizes, speeds)
def test_the_likely_value_lies_between_its_ends(rate, size, speed):
    found = project(rate, size, speed)
    assert close(found.low, found.seconds)
    assert close(found.seconds, found.high)
    assert found.low >= 0


@given(measured(), sizes, sizes, speeds)
def test_more_bytes_never_take_less_time(rate, one, other, speed):
    small, large = (project(rate, size, speed) for size in sorted((one, other)))
    assert close(small.seconds, large.seconds)
    assert close(small.low, large.low)
    assert close(small.high, large.high)


@given(sizes, lengths, speeds, st.booleans())
def test_what_was_measured_is_not_projected_away(size, seconds, speed, lab):
    found = project(Rate((restored(size, seconds, lab=lab),)), size, speed)
    assert (found.low, found.seconds, found.high) == (seconds, seconds, seconds)


def test_a_tiny_restore_says_little_and_the_ends_show_it():
    found = project(Rate((restored(3 * MB, 2.0),)), 400 * GB, 100 * MB)
    assert 2000 <= found.low <= 2003
    assert 4001 <= found.seconds <= 4003
    assert found.high > 200_000


def test_without_a_declared_speed_the_slow_end_is_the_likely_one():
    found = project(Rate((restored(1 * GB, 100.0),)), 10 * GB)
    assert found.seconds == found.high == 1000
    assert found.low == FIXED + (100 - FIXED) * 10


def test_a_labs_own_speed_is_not_believed_beyond_what_is_declared():
    fast = Rate((restored(100 * GB, 100.0),))
    found = project(fast, 200 * GB, 100 * MB)
    assert found.seconds >= 100 + 100 * GB / (100 * MB)
    assert found.low >= 100 + 100 * GB / (COMPRESSED * 100 * MB)


def test_in_production_what_was_measured_is_better_than_what_was_declared():
    found = project(Rate((restored(100 * GB, 1000.0, lab=False),)), 200 * GB, 10 * MB)
    assert found.high == 2000


def test_restores_of_several_sizes_draw_the_ends_together():
    three = [restored(n * 10 * GB, 30 + n * 100.0, n, lab=False) for n in (1, 2, 4)]
    fitted, alone = project(Rate(tuple(three)), 100 * GB), project(Rate((three[0],)), 100 * GB)
    assert abs(fitted.seconds - 1030) < 1
    assert fitted.high - fitted.low < (alone.high - alone.low) / 10


def test_restores_of_one_size_draw_no_line():
    same = Rate(tuple(restored(3 * MB, 2.0 + n / 10, n) for n in range(4)))
    assert project(same, 400 * GB, 100 * MB).high > 200_000
