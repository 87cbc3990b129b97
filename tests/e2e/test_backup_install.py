"""Hosts that back themselves up by the calendar, with nobody in reach: real systemd, real repositories."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from drplan.adapters.agent_archive import write_archive
from drplan.adapters.hosts.enforce import HostsEnforcer
from drplan.adapters.hosts.standby import Standby
from drplan.adapters.tools import find_restic
from drplan.declare import DataSet, Paths
from drplan.declare.lookup import server_named
from drplan.plan.host_backups import BASELINE, Timetable, timetable
from tests.e2e.command import ROOT
from tests.e2e.unattended import (
    DATA_SET,
    HOST,
    REQUEST,
    SERVICE,
    TIMER,
    awake,
    cut_off,
    ended,
    eventually,
    every,
    on,
    points,
    reaches,
    ssh,
)

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module", autouse=True)
def by_themselves(lab_hs):
    with awake(lab_hs):
        yield


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


def begun_by_timer(lab, since):
    """Return when systemd started the service, seconds since 1970 by the host's own clock."""
    lines = on(lab, f"journalctl -u {SERVICE} -o short-unix --since @{since:.0f}").splitlines()
    return [float(line.split()[0]) for line in lines if ": Starting " in line]


def test_a_host_cut_off_from_the_control_machine_backs_up_on_time(lab_hs):
    begun = datetime.now(UTC)
    with every(lab_hs, PERIOD), cut_off(lab_hs):
        assert not reaches(lab_hs)
        # The first may have been under way already: a timer that was changed begins at once.
        eventually(lambda: [p for p in points(lab_hs, "offsite") if p.taken_at > begun][2:], 12 * PERIOD)
    on_site = [point for point in points(lab_hs) if point.taken_at > begun]
    assert len(on_site) >= 2
    assert not any(point.suspect for point in on_site)
    late = [moment % PERIOD for moment in begun_by_timer(lab_hs, begun.timestamp())[1:]]
    assert late
    assert max(late) < 2, late
    assert ended(lab_hs) == {"Result": "success", "ExecMainStatus": "0"}


def test_what_opens_the_copies_is_roots_alone_and_nowhere_else_on_the_host(lab_hs):
    request = json.loads(on(lab_hs, f"cat {REQUEST}"))
    environments = [copy["environment"] for copy in request["copies"]]
    words = [each["RESTIC_PASSWORD"] for each in environments] + [environments[1]["AWS_SECRET_ACCESS_KEY"]]
    assert len(set(words)) == 3
    assert on(lab_hs, f"stat -c '%U:%G %a' {REQUEST} /etc/drplan/backup") == "root:root 600\nroot:root 700\n"
    for word in words:
        places = "/var/log /etc /tmp /run /var/lib /home"
        found = ssh(lab_hs, f"grep -rlF -e {word} {places} 2>/dev/null; journalctl -q | grep -cF -e {word}")
        # The command line that looks for it is logged by sudo.
        lines = [line for line in found.stdout.splitlines() if line.startswith("/")]
        assert [line for line in lines if not line.startswith("/var/log/")] == [REQUEST]


def with_another(district):
    """Return the district with one more data set on the host."""
    more = DataSet(
        name="hs-db1-settings",
        source=Paths(server=HOST, paths=(PurePosixPath("/etc/postgresql"),)),
        policy="nightly",
        privacy="internal",
    )
    sites = [
        site.model_copy(update={"services": (*site.services, other(site.services[0], more))})
        if site.code == "hs"
        else site
        for site in district.sites
    ]
    return district.model_copy(update={"sites": tuple(sites)})


def other(service, data_set):
    return service.model_copy(update={"name": "hs-settings", "data_sets": (data_set,)})


@pytest.fixture
def held_to(lab_hs):
    """Return how to hold the host to its own backups as a district declares them."""
    workers = Standby(lab_hs.state / "workers.log", ROOT)
    brought = {
        "restic_binary": str(find_restic(lab_hs.state)),
        "agent_archive": str(write_archive(lab_hs.state)),
    }
    server = server_named(lab_hs.district, HOST).model_copy(update={"baselines": (BASELINE,)})

    def hold(district):
        enforcer = HostsEnforcer(ROOT / "deploys", district, lab_hs.access, workers, brought)
        (result,) = enforcer.apply([server])
        assert result.error is None
        return {each.name: each for each in result.operations if each.outcome not in ("ok", "not-applicable")}

    return hold


LEFT = "ls /etc/drplan/backup /etc/systemd/system/timers.target.wants | grep -c hs-db1-settings"


def test_what_is_no_longer_declared_leaves_no_timer_and_no_secret(lab_hs, held_to):
    assert not {each.outcome for each in held_to(with_another(lab_hs.district)).values()} - {"changed"}
    assert on(lab_hs, LEFT) == "2\n"
    done = {name.split(" (")[0] for name in held_to(lab_hs.district)}
    assert "Backup: what is no longer backed up here leaves no timer and no secret behind" in done
    assert ssh(lab_hs, LEFT).stdout == "0\n"
    assert ssh(lab_hs, "systemctl list-timers --all | grep -c hs-db1-settings").stdout == "0\n"
    assert on(lab_hs, f"systemctl is-active {TIMER}") == "active\n"


def test_a_calendar_that_systemd_cannot_read_leaves_the_timer_that_was_there(lab_hs, held_to, monkeypatch):
    before = on(lab_hs, f"cat /etc/systemd/system/{TIMER}")
    backups = [
        replace(each, on_calendar=(*each.on_calendar, "whenever it suits"))
        for each in timetable(lab_hs.district, datetime.now(UTC).date()).backups
    ]
    monkeypatch.setattr("drplan.adapters.hosts.backups.timetable", lambda *_: Timetable(tuple(backups), ()))
    refused = held_to(lab_hs.district)
    assert refused[f"Backup: the times of {DATA_SET}"].outcome == "error"
    assert "whenever it suits" in refused[f"Backup: the times of {DATA_SET}"].detail
    assert on(lab_hs, f"cat /etc/systemd/system/{TIMER}") == before
    assert on(lab_hs, f"systemctl is-active {TIMER}") == "active\n"
