from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.freshness import BANDS, band, freshness, not_known, sift
from drplan.measure.promise import Promise
from tests.unit.measure.copies_cases import DAY, HOUR, NOON, point

PROMISE = Promise("files-service", usual=24 * HOUR, in_force=24 * HOUR)
lengths = st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=400))
points = st.lists(
    st.builds(
        point,
        st.integers(-50, 500),
        st.sampled_from([(), ("encrypted",), ("shrunk", "canary")]),
        st.text("abcdef", min_size=8, max_size=8),
    ),
    max_size=8,
    unique_by=lambda each: each.snapshot,
)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, "within"), (24, "within"), (24.01, "up-to-2x"), (48, "up-to-2x"), (96, "up-to-4x"), (97, "beyond")],
)
def test_the_limits_belong_to_the_better_band(hours, expected):
    assert band(hours * HOUR, 24 * HOUR) == expected


@given(lengths, lengths, lengths)
def test_the_older_the_worse_and_the_stricter_the_worse(one, other, rpo):
    younger, older = sorted((one, other))
    assert BANDS.index(band(younger, rpo)) <= BANDS.index(band(older, rpo))
    assert BANDS.index(band(rpo, older)) <= BANDS.index(band(rpo, younger))


@given(points, st.randoms())
def test_the_order_of_recovery_points_does_not_matter(found, random):
    shuffled = random.sample(found, len(found))
    assert freshness(found, PROMISE, NOON) == freshness(shuffled, PROMISE, NOON)


@given(points)
def test_every_recovery_point_is_of_one_sort_and_the_last_good_is_neither_doubted_nor_ahead(found):
    sifted = sift(found, NOON)
    assert len(sifted.good) + len(sifted.suspect) + len(sifted.future_dated) == len(found)
    good = [each for each in found if not each.suspect and each.taken_at <= NOON]
    assert sifted.last_good == max(good, key=lambda each: (each.taken_at, each.snapshot), default=None)
    judged = freshness(found, PROMISE, NOON)
    assert (judged.band == "none") == (not good)
    assert judged.band != "unknown"


@given(points, st.lists(st.integers(-500, 500), min_size=1, max_size=4))
def test_suspect_and_future_dated_ones_never_make_a_copy_look_fresher(found, injected):
    bad = [point(hours, suspect=("encrypted",) if hours >= 0 else (), snapshot="x") for hours in injected]
    before, after = freshness(found, PROMISE, NOON), freshness([*found, *bad], PROMISE, NOON)
    assert (after.band, after.age) == (before.band, before.age)


def test_a_suspect_one_since_the_last_good_one_is_not_well_and_an_older_one_is():
    assert not freshness([point(5), point(2, ("encrypted",))], PROMISE, NOON).well
    judged = freshness([point(5, ("encrypted",)), point(2)], PROMISE, NOON)
    assert judged.well
    assert [each.snapshot for each in judged.sifted.suspect] == ["id5"]


def test_one_dated_in_the_future_is_named_and_not_well_however_fresh_the_last_good_one():
    judged = freshness([point(5), point(-1)], PROMISE, NOON)
    assert judged.age == 5 * HOUR
    assert [each.snapshot for each in judged.sifted.future_dated] == ["id-1"]
    assert not judged.well


def test_nothing_but_suspect_ones_is_none_and_what_was_not_asked_is_unknown():
    assert freshness([point(1, ("canary",))], PROMISE, NOON).band == "none"
    assert (not_known(PROMISE).band, not_known(PROMISE).well) == ("unknown", False)


def test_the_promise_in_force_judges_and_the_usual_one_is_told_beside_it():
    promise = Promise("files-service", usual=7 * DAY, in_force=DAY, period="payroll")
    judged = freshness([point(60)], promise, NOON)
    assert (judged.band, judged.usual_band) == ("up-to-4x", "within")
