"""From a recovery point that was found wanting to the next to try."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drplan.plan.walk import MOST_PASTS, TWINS, WEEKS, next_to_try, pasts_of
from drplan.ports import RecoveryPoint

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
COPIES = ("onsite", "offsite")
POINTS = st.lists(
    st.tuples(st.integers(0, 400).map(lambda quarters: quarters / 4), st.sampled_from(COPIES)), max_size=30
)


def point(days, repository="onsite", *, minutes=0, suspect=()):
    when = NOW - timedelta(days=days, minutes=-minutes)
    return RecoveryPoint("files", repository, f"{repository}-{days}", when, 1, 1, suspect=suspect)


def following(points, after, *, damaged, tried=()):
    found = next_to_try(points, after, copies=COPIES, tried={after.snapshot, *tried}, damaged=damaged)
    return found and found.snapshot


def test_a_damaged_points_twin_loses_nothing():
    points = [point(0), point(0, "offsite", minutes=20), point(1), point(1, "offsite", minutes=20)]
    assert following(points, points[0], damaged=True) == "offsite-0"
    assert following(points, points[0], damaged=True, tried={"offsite-0"}) == "onsite-1"


def test_doubted_contents_twin_is_passed_over():
    points = [point(0), point(0, "offsite", minutes=-20), point(1), point(1, "offsite", minutes=-20)]
    assert following(points, points[0], damaged=False) == "onsite-1"


def test_a_doubted_points_next_older_one_in_its_own_copy_may_be_minutes_older():
    points = [point(0), point(0.01), point(0.01, "offsite")]
    assert following(points, points[0], damaged=False) == "onsite-0.01"


def test_suspect_points_and_those_of_other_copies_are_never_tried():
    points = [point(0), point(1, suspect=("encrypted",)), point(2, "elsewhere"), point(3)]
    assert following(points, points[0], damaged=False) == "onsite-3"


def test_nothing_is_left_after_the_oldest():
    assert following([point(0)], point(0), damaged=True) is None


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from(COPIES), st.integers(-59, 59)), max_size=30),
    st.booleans(),
)
def test_a_walk_goes_back_in_time_and_ends(drawn, damaged):
    points = [point(days, name, minutes=minutes) for days, name, minutes in drawn]
    tried, here = {"onsite-0"}, point(0)
    while found := next_to_try(points, here, copies=COPIES, tried=tried, damaged=damaged):
        assert found.snapshot not in tried
        assert found.taken_at <= here.taken_at + (TWINS if damaged else timedelta(0))
        tried.add(found.snapshot)
        here = found


@given(POINTS)
def test_a_walk_back_from_doubted_content_grows_older_and_leaves_out_only_twins(drawn):
    points = [point(hours / 24, name) for hours, name in drawn]
    walked = [point(0)]
    while found := next_to_try(points, walked[-1], copies=COPIES, tried=(), damaged=False):
        walked.append(found)
    assert all(later.taken_at < earlier.taken_at for earlier, later in pairwise(walked))
    older = [each for each in points if each.taken_at < NOW]
    assert all(any(abs(each.taken_at - one.taken_at) <= TWINS for one in walked) for each in older)


def test_content_is_held_against_the_oldest_point_of_the_four_weeks_before():
    points = [point(days) for days in (0, 1, 7, 27, 60)]
    assert pasts_of(points, points[0])[0] == points[3]
    assert points[0].taken_at - points[3].taken_at <= WEEKS


def test_it_is_held_against_an_older_one_where_there_is_no_other():
    assert pasts_of([point(0), point(60), point(90)], point(0)) == [point(60), point(90)]
    assert pasts_of([point(0), point(3, "offsite"), point(2, suspect=("partial",))], point(0)) == []


def test_where_the_best_past_is_of_no_use_the_next_oldest_is_tried_and_then_what_is_before_the_weeks():
    points = [point(days) for days in (0, 90, 1, 60, 27, 28)]
    assert pasts_of(points, points[0]) == [points[5], points[4], points[2], points[3], points[1]]
    many = [point(days) for days in range(20)]
    assert pasts_of(many, many[0]) == many[19 : 19 - MOST_PASTS : -1]
