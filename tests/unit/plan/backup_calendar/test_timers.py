"""A calendar's starts as systemd's timers are told them."""

import shutil
import subprocess
from datetime import time

import pytest

from drplan.plan.calendar import Resource, on_calendar, plan_week, start_times
from tests.unit.plan.backup_calendar.weeks import DAY, HOUR, job, window


def test_the_same_time_every_day_is_one_event():
    assert on_calendar((day, time(21, 5)) for day in range(7)) == ("*-*-* 21:05:00",)


def test_times_of_some_days_name_them():
    given = [(3, time(21, 5)), (0, time(21, 5)), (5, time(4))]
    assert on_calendar(given) == ("Sat *-*-* 04:00:00", "Mon,Thu *-*-* 21:05:00")


def test_a_start_in_the_hour_that_clocks_leave_out_is_made_up_on_that_sunday():
    assert on_calendar([(5, time(2, 30)), (6, time(2, 30))]) == (
        "Sat,Sun *-*-* 02:30:00",
        "Sun *-03-08..14 03:30:00",
    )
    assert on_calendar([(5, time(2, 30))]) == ("Sat *-*-* 02:30:00",)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_elapses_once_and_in_time_on_the_day_that_clocks_go_forward():
    argv = ["systemd-analyze", "calendar", "--base-time=2027-03-13 12:00:00", "--iterations=2"]
    events = on_calendar((day, time(2, 30)) for day in range(7))
    said = subprocess.run(
        [*argv, *events], check=True, capture_output=True, text=True, env={"TZ": "America/New_York"}
    )
    assert "Sun 2027-03-14 07:30:00 UTC" in said.stdout  # 24 hours after Saturday's 02:30 EST
    assert "Mon 2027-03-15 06:30:00 UTC" in said.stdout


def test_start_times_are_those_of_the_data_set_alone():
    calendar = plan_week([job("sis"), job("hr", window=window(22, 1), cadence=2 * DAY)], [Resource("a", 100)])
    assert len(start_times(calendar, "sis")) == 7
    found = start_times(calendar, "hr")
    assert len(found) == 4
    assert all(time(22) <= at <= time(22, 30) for _, at in found)
    assert start_times(calendar, "nobody") == []


def test_a_copy_from_another_repository_has_starts_of_its_own():
    pair = [job("sis"), job("sis", origin="onsite", copies=("offsite",), cadence=12 * HOUR)]
    calendar = plan_week(pair, [Resource("a", 100)])
    assert len(start_times(calendar, "sis")) == 7
    assert len(start_times(calendar, "sis", origin="onsite")) == 14
