from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import Window
from drplan.measure.forecast import FARTHEST, forecast
from drplan.measure.trend import FEWEST, NEWEST, robust_line, trend
from tests.unit.measure.copies_cases import DAY, HOUR, NOON, point, policy

WINDOW = Window(opens=time(18), lasts=timedelta(hours=1))


def nightly(count, seconds=lambda night: 60.0, **more):
    """Return a recovery point of each of the last nights; the last is an hour old, ``night`` counts up."""
    return [point(1 + 24 * (count - 1 - n), seconds=seconds(n), **more) for n in range(count)]


def foresee(found, rpo=24 * HOUR, window=None, cadence=22 * HOUR):
    return forecast(trend(found), policy(cadence, window), lambda day: rpo, NOON)


def line_of(found):
    line = trend(found)
    assert line is not None
    return line


def test_too_few_recovery_points_give_no_forecast_and_say_why():
    found = foresee(nightly(FEWEST - 1))
    assert (found.day, found.missed, found.until) == (None, None, None)
    assert "fewer than 5" in found.because


def test_those_that_do_not_say_how_long_they_took_do_not_count():
    assert trend([*nightly(4), point(500, seconds=0.0)]) is None


def test_a_backup_that_grows_misses_its_window_on_the_day_its_line_says():
    found = foresee(nightly(20, lambda night: 600.0 + 60 * night), window=WINDOW)
    # 1740 s in the last night, a minute more each: above 3600 s 32 nights later, at the noon before it.
    assert (found.day, found.missed) == (date(2026, 12, 23), "window")
    assert "window" in found.because


def test_a_backup_that_grows_misses_its_objective():
    found = foresee(nightly(20, lambda night: 3600.0 + 120 * night))
    # 22 hours and 5880 s in the last night, two minutes more each: above 24 hours eleven nights later.
    assert (found.day, found.missed) == (date(2026, 12, 3), "rpo")


def test_a_season_that_tightens_the_objective_is_foreseen_although_nothing_grows():
    first = date(2026, 12, 1)
    found = forecast(trend(nightly(20)), policy(), lambda day: 4 * HOUR if day >= first else 24 * HOUR, NOON)
    assert (found.day, found.missed) == (first, "rpo")


def test_what_is_missed_already_is_missed_today():
    assert foresee(nightly(20), rpo=HOUR).day == NOON.date()


def test_what_does_not_grow_is_not_foreseen_to_miss_anything_within_a_year():
    found = foresee(nightly(60), window=WINDOW)
    assert found.day is None
    assert found.until == NOON.date() + FARTHEST * DAY


def test_a_line_is_believed_ten_times_as_far_as_it_reaches_back_and_no_farther():
    found = foresee(nightly(5), window=WINDOW)
    assert found.until == NOON.date() + 39 * DAY


def test_five_runs_in_a_minute_foretell_nothing():
    minute = [point(1 + n / 300, seconds=60.0 + n) for n in range(5)]
    found = foresee(minute, window=WINDOW)
    assert (found.day, found.until) == (None, None)
    assert "too close together" in found.because


def test_the_first_backup_and_one_odd_night_do_not_bend_the_line():
    found = nightly(20, size=1000, added=10)
    odd = [
        point(1 + 24 * 20, seconds=90_000, added=10**12),
        *found[:10],
        point(200, seconds=9e4),
        *found[10:],
    ]
    found = line_of(odd)
    assert (found.seconds.per_day, found.added.per_day) == (pytest.approx(0), pytest.approx(0))


def test_only_the_newest_recovery_points_make_the_line():
    old = [point(24 * (NEWEST + 5 + n), seconds=9e5) for n in range(200)]
    found = line_of([*old, *nightly(NEWEST)])
    assert found.points == NEWEST
    assert found.first == NOON - HOUR - (NEWEST - 1) * DAY


series = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(1, 10**6)),
    min_size=5,
    max_size=15,
    unique_by=lambda each: each[0],
)


@given(series, st.integers(1, 10**4), st.integers(1, 23), st.randoms())
def test_a_forecast_never_lies_before_now_and_never_depends_on_the_order(told, minutes, hours, random):
    found = [point(ago, seconds=float(seconds)) for ago, seconds in told]
    window = Window(opens=time(18), lasts=timedelta(minutes=min(minutes, 1440)))
    ahead = foresee(found, rpo=hours * HOUR, window=window, cadence=HOUR)
    assert ahead == foresee(random.sample(found, len(found)), rpo=hours * HOUR, window=window, cadence=HOUR)
    assert ahead.because
    if ahead.day is not None:
        assert NOON.date() <= ahead.day <= NOON.date() + FARTHEST * DAY
        assert ahead.missed is not None
        assert ahead.until == ahead.day


@given(st.floats(-100, 100), st.floats(-1e6, 1e6), st.lists(st.integers(0, 400), min_size=2, unique=True))
def test_points_on_a_line_give_that_line(per_day, level, days):
    line = robust_line([float(-day) for day in days], [level - per_day * day for day in days])
    assert line.per_day == pytest.approx(per_day, abs=1e-6)
    assert line.level == pytest.approx(level, abs=1e-3)


@given(
    st.lists(st.integers(-1000, 1000), min_size=8, max_size=12),
    st.lists(st.integers(), min_size=2, max_size=2),
)
def test_two_wild_values_of_ten_leave_the_slope_among_the_others_slopes(values, wild):
    days = [float(day) for day in range(len(values) + 2)]
    spoilt = [*values, *(float(max(min(each, 10**12), -(10**12))) for each in wild)]
    slopes = [
        (b - a) / (x - w)
        for w, a in zip(days, values, strict=False)
        for x, b in zip(days, values, strict=False)
        if x > w
    ]
    assert min(slopes) <= robust_line(days, spoilt).per_day <= max(slopes)
