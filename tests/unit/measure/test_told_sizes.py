"""What recovery points tell of a data set's size and change, and when they tell nothing."""

from datetime import UTC, datetime, timedelta

from drplan.measure.told_sizes import ToldSize, told_size
from drplan.ports import RecoveryPoint

FIRST = datetime(2026, 11, 1, tzinfo=UTC)


def point(hours, size, added, seconds=5.0, suspect=()):
    return RecoveryPoint(
        "data", "away", str(hours), FIRST + timedelta(hours=hours), 1, size, added, seconds, suspect
    )


def test_the_newest_tells_the_size_and_all_but_the_first_the_change():
    points = [point(0, 100, 100), point(24, 110, 30), point(48, 120, 11)]
    assert told_size(points) == ToldSize(120, 21)


def test_a_day_of_points_is_needed():
    assert told_size([]) is None
    assert told_size([point(0, 100, 100)]) is None
    assert told_size([point(0, 100, 100), point(23, 110, 30)]) is None


def test_doubted_points_and_those_that_do_not_tell_are_passed_over():
    doubted = point(72, 1, 1, suspect=("shrunk",))
    silent = point(96, 0, 0, seconds=0.0)
    assert told_size([point(0, 100, 100), point(24, 110, 30), doubted, silent]) == ToldSize(110, 30)
