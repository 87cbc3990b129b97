"""Numbers as people read them."""

from datetime import timedelta

import pytest

from drplan.validate.units import gigabytes, hours, megabits


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(hours=4), "4 h"),
        (timedelta(minutes=90), "1.5 h"),
        (timedelta(minutes=59), "59 min"),
        (90.0, "1.5 min"),
        (0.0, "0 min"),
        (timedelta(days=5), "120 h"),
    ],
)
def test_a_length_of_time_is_said_in_hours_or_minutes(length, said):
    assert hours(length) == said


def test_a_size_is_said_in_gigabytes_or_megabytes():
    assert [gigabytes(size) for size in (2_700_000_000_000, 1_500_000, 20_000_000_000)] == [
        "2700 GB",
        "1.5 MB",
        "20 GB",
    ]


def test_a_rate_is_said_in_megabits():
    assert [megabits(rate) for rate in (1000.0, 0.5)] == ["1000 Mbit/s", "0.5 Mbit/s"]
