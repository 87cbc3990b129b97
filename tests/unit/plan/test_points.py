from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import BackupPolicy
from drplan.plan.points import choose_point
from drplan.ports import RecoveryPoint

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NIGHTLY = BackupPolicy(name="nightly", copies=("onsite", "offsite"), cadence=timedelta(hours=24))


def point(repository, hours_before, *suspect):
    return RecoveryPoint(
        "files",
        repository,
        f"{repository}-{hours_before}",
        NOON - timedelta(hours=hours_before),
        1,
        1,
        suspect=suspect,
    )


def choose(points):
    return choose_point(points, before=NOON, copies=NIGHTLY.copies).point


def test_the_nearest_of_twin_copies_is_chosen():
    assert choose([point("offsite", 3), point("onsite", 3.1)]) == point("onsite", 3.1)


def test_a_much_newer_point_beats_a_nearer_copy():
    assert choose([point("onsite", 40), point("offsite", 3)]) == point("offsite", 3)


def test_a_point_made_after_the_disruption_is_never_chosen():
    assert choose([point("onsite", -1), point("onsite", 20)]) == point("onsite", 20)


def test_a_suspect_point_is_walked_back_from_and_said_so():
    found = choose_point(
        [point("onsite", 1, "encrypted"), point("onsite", 25), point("onsite", 49)],
        before=NOON,
        copies=NIGHTLY.copies,
    )
    assert found.point == point("onsite", 25)
    assert found.because == (
        "the newest is suspect (encrypted; 2026-03-02 11:00 UTC, onsite-1): "
        "walked back to that of 2026-03-01 11:00 UTC in onsite"
    )


def test_a_suspect_twin_does_not_hide_the_good_one():
    assert choose([point("onsite", 3, "shrunk"), point("offsite", 3)]) == point("offsite", 3)


def test_nothing_but_suspect_points_is_nothing_to_come_back_from():
    found = choose_point([point("onsite", 3, "vanished")], before=NOON, copies=NIGHTLY.copies)
    assert found.point is None
    assert "every recovery point is suspect, the newest (vanished;" in found.because


POINTS = st.lists(
    st.builds(
        point,
        st.sampled_from(["onsite", "offsite", "elsewhere"]),
        st.integers(-50, 500),
        st.sampled_from(["encrypted", "churned"]),
    )
    | st.builds(point, st.sampled_from(["onsite", "offsite", "elsewhere"]), st.integers(-50, 500))
)


@given(POINTS)
def test_whatever_is_there_only_a_good_point_of_the_past_is_chosen_and_none_much_newer_is_left(points):
    chosen = choose(points)
    good = [p for p in points if p.taken_at <= NOON and not p.suspect and p.repository in NIGHTLY.copies]
    assert (chosen is None) == (not good)
    if chosen:
        assert chosen in good
        assert max(p.taken_at for p in good) - chosen.taken_at <= timedelta(hours=1)


@given(POINTS, POINTS)
def test_what_is_injected_as_suspect_or_from_the_future_changes_no_choice(points, injected):
    harmless = [p for p in injected if p.suspect or p.taken_at > NOON]
    assert choose(points + harmless) == choose(points)


def test_a_copy_that_the_policy_does_not_name_is_never_chosen():
    assert choose([point("elsewhere", 1)]) is None


def test_nothing_to_choose_says_why():
    assert "before the disruption" in choose_point([], before=NOON, copies=("onsite",)).because
