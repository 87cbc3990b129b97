from datetime import UTC, datetime, timedelta

from drplan.declare import BackupPolicy
from drplan.plan.points import choose_point, due
from drplan.ports import RecoveryPoint

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NIGHTLY = BackupPolicy(name="nightly", copies=("onsite", "offsite"), cadence=timedelta(hours=24))


def point(repository, hours_before):
    return RecoveryPoint(
        "files", repository, f"{repository}-{hours_before}", NOON - timedelta(hours=hours_before), 1, 1
    )


def choose(points):
    return choose_point(points, before=NOON, copies=NIGHTLY.copies).point


def test_the_nearest_of_twin_copies_is_chosen():
    assert choose([point("offsite", 3), point("onsite", 3.1)]) == point("onsite", 3.1)


def test_a_much_newer_point_beats_a_nearer_copy():
    assert choose([point("onsite", 40), point("offsite", 3)]) == point("offsite", 3)


def test_a_point_made_after_the_disruption_is_never_chosen():
    assert choose([point("onsite", -1), point("onsite", 20)]) == point("onsite", 20)


def test_a_copy_that_the_policy_does_not_name_is_never_chosen():
    assert choose([point("elsewhere", 1)]) is None


def test_nothing_to_choose_says_why():
    assert "before the disruption" in choose_point([], before=NOON, copies=("onsite",)).because


def test_a_copy_without_a_point_is_due():
    found = due("files", [point("onsite", 1)], NIGHTLY, NOON)
    assert [(d.repository, d.due) for d in found] == [("onsite", False), ("offsite", True)]


def test_a_point_as_old_as_the_cadence_is_due():
    found = due("files", [point("onsite", 24), point("offsite", 23.9)], NIGHTLY, NOON)
    assert [d.due for d in found] == [True, False]
