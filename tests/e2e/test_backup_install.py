"""Hosts that back themselves up by the calendar, with nobody in reach: real systemd, real repositories."""

import json
from datetime import UTC, datetime

import pytest

from tests.e2e.unattended import (
    HOST,
    REQUEST,
    SERVICE,
    TIMER,
    cut_off,
    ended,
    eventually,
    every,
    on,
    points,
    ssh,
)

pytestmark = pytest.mark.lab

PERIOD = 10
"""Seconds between two times of a timer that was brought near."""


def changed(document):
    return {
        operation["name"]
        for asset in json.loads(document)["deploy"]["assets"]
        for operation in asset["operations"]
        if operation["outcome"] != "ok"
    }


def install(lab, code=0):
    return lab.drplan("backup", "install", "--site", "hs", "--format", "json", code=code)


def test_what_install_prints_is_what_the_hosts_timers_wait_for(lab_hs):
    planned = json.loads(install(lab_hs))
    for timer in planned["timers"]:
        shown = on(
            lab_hs,
            f"systemctl show -p TimersCalendar drplan-backup@{timer['data_set']}.timer",
            timer["server"],
        )
        assert shown.count("OnCalendar=") == len(timer["on_calendar"])
        assert all(f"OnCalendar={time} ;" in shown for time in timer["on_calendar"])
    assert {timer["data_set"] for timer in planned["timers"]} == {"hs-gradebook-db", "hs-school-files"}
    assert {"hs-rtr1-config", "hs-transcripts-bucket"} <= set(planned["elsewhere"])
    assert changed(install(lab_hs)) == set()


def test_a_timer_that_somebody_stopped_is_drift_and_begins_again(lab_hs):
    on(lab_hs, f"systemctl stop {TIMER}")
    drift = lab_hs.drplan("deploy", "drift", "--asset", HOST, code=1)
    assert "would change  Backup: the host backs itself up on time" in drift
    assert TIMER in drift
    assert len(changed(install(lab_hs))) == 1
    assert on(lab_hs, f"systemctl is-active {TIMER}") == "active\n"


def test_what_opens_the_copies_is_roots_alone_and_nowhere_else_on_the_host(lab_hs):
    request = json.loads(on(lab_hs, f"cat {REQUEST}"))
    environments = [copy["environment"] for copy in request["copies"]]
    words = [each["RESTIC_PASSWORD"] for each in environments] + [environments[1]["AWS_SECRET_ACCESS_KEY"]]
    assert len(set(words)) == 3
    assert on(lab_hs, f"stat -c '%U:%G %a' {REQUEST} /etc/drplan/backup") == "root:root 600\nroot:root 700\n"
    on(lab_hs, f"systemctl start {SERVICE}")
    for word in words:
        places = "/var/log /etc /tmp /run /var/lib /home"
        found = ssh(lab_hs, f"grep -rlF -e {word} {places} 2>/dev/null; journalctl -q | grep -cF -e {word}")
        # The command line that looks for it is logged by sudo.
        lines = [line for line in found.stdout.splitlines() if line.startswith("/")]
        assert [line for line in lines if not line.startswith("/var/log/")] == [REQUEST]


def begun_by_timer(lab, since):
    """Return when systemd started the service, seconds since 1970 by the host's own clock."""
    lines = on(lab, f"journalctl -u {SERVICE} -o short-unix --since @{since:.0f}").splitlines()
    return [float(line.split()[0]) for line in lines if ": Starting " in line]


def test_a_host_cut_off_from_the_control_machine_backs_up_on_time(lab_hs):
    begun = datetime.now(UTC)
    with every(lab_hs, PERIOD), cut_off(lab_hs):
        assert ssh(lab_hs, "true").returncode == 255
        # The first may be one that the timer takes for missed when it is set anew.
        eventually(lambda: [p for p in points(lab_hs, "offsite") if p.taken_at > begun][2:], 9 * PERIOD)
    on_site = [point for point in points(lab_hs) if point.taken_at > begun]
    assert len(on_site) >= 3
    assert not any(point.suspect for point in on_site)
    late = [moment % PERIOD for moment in begun_by_timer(lab_hs, begun.timestamp())[1:3]]
    assert max(late) < 2, late
    assert ended(lab_hs) == {"Result": "success", "ExecMainStatus": "0"}
