"""What befalls a host that backs itself up: each ends as named, and the next run heals. Minutes long."""

import json
import shlex
import subprocess
import time
from datetime import UTC, datetime

import pytest

from drplan.adapters.lab import hosts
from drplan.adapters.lab.layout import namespace_of
from tests.e2e.unattended import (
    DATA_SET,
    HOST,
    REQUEST,
    SERVICE,
    TIMER,
    awake,
    ended,
    eventually,
    every,
    on,
    points,
    ssh,
)

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module", autouse=True)
def by_themselves(lab_hs):
    with awake(lab_hs):
        yield


ONSITE = "198.18.20.5"


@pytest.fixture
def quick(lab_hs):
    """Have copies that could not be reached tried again after seconds, until the request is put back."""
    request = json.loads(on(lab_hs, f"cat {REQUEST}"))
    text = json.dumps(request | {"retry": {"waits": [4, 8]}})
    put(lab_hs, text)
    yield lab_hs
    put(lab_hs, json.dumps(request, indent=1, sort_keys=True) + "\n")


def put(lab, text):
    on(lab, f"printf %s {shlex.quote(text)} > {REQUEST}")


def without(lab, *addresses):
    """Let the host reach none of these addresses; returns what lets it again."""
    rules = [
        "add table inet apart",
        "add chain inet apart out { type filter hook output priority -10; }",
        *(f"add rule inet apart out ip daddr {each} reject" for each in addresses),
    ]
    inside = ["ip", "netns", "exec", namespace_of(HOST), "nft"]
    subprocess.run([*inside, "-f", "-"], input="\n".join(rules) + "\n", text=True, check=True)
    return lambda: subprocess.run([*inside, "delete", "table", "inet", "apart"], check=True)


def journal(lab, since):
    return on(lab, f"journalctl -q -u {SERVICE} -o cat --since @{since.timestamp():.0f}")


def fresh(lab, since, repository="onsite"):
    return [point for point in points(lab, repository) if point.taken_at > since]


def test_a_copy_that_cannot_be_reached_is_tried_again_named_and_healed_by_the_next_run(quick):
    begun = datetime.now(UTC)
    heal = without(quick, ONSITE)
    try:
        assert ssh(quick, f"systemctl start {SERVICE}").returncode != 0
        assert ended(quick) == {"Result": "exit-code", "ExecMainStatus": "3"}
        said = journal(quick, begun)
        assert said.count("not kept in onsite") == 3
        assert said.count("trying onsite again") == 2
        assert said.count("kept as") == 1
        assert (len(fresh(quick, begun, "offsite")), fresh(quick, begun)) == (1, [])
        live = quick.drplan("inventory", "list", "--live", "--site", "hs", code=1)
        assert f"the last backup of {DATA_SET} by the server itself ended with exit-code" in live
    finally:
        heal()
    with every(quick, 10):
        eventually(lambda: fresh(quick, begun), 60)
    assert eventually(lambda: ended(quick)["Result"] == "success", 30)


def test_a_copy_that_comes_back_while_it_is_tried_again_is_no_failure(quick):
    begun = datetime.now(UTC)
    heal = without(quick, ONSITE)
    try:
        on(quick, f"systemctl start --no-block {SERVICE}")
        eventually(lambda: "trying onsite again" in journal(quick, begun), 60)
    finally:
        heal()
    eventually(lambda: ended(quick)["Result"] == "success" and fresh(quick, begun), 60)
    assert eventually(lambda: ssh(quick, f"systemctl is-active {SERVICE}").stdout.strip() == "inactive", 60)
    assert ended(quick) == {"Result": "success", "ExecMainStatus": "0"}


def test_a_run_that_is_killed_leaves_nothing_that_counts_and_the_next_heals(lab_hs):
    begun = datetime.now(UTC)
    on(lab_hs, f"systemctl start --no-block {SERVICE}")
    eventually(lambda: ssh(lab_hs, "pgrep -f '^/usr/local/bin/restic.* backup'").returncode == 0, 60, 0.05)
    on(lab_hs, f"systemctl kill -s KILL {SERVICE}")
    eventually(lambda: ended(lab_hs)["Result"] == "signal", 30)
    assert not fresh(lab_hs, begun, "offsite")
    killed = datetime.now(UTC)
    with every(lab_hs, 10):
        eventually(lambda: fresh(lab_hs, killed) and fresh(lab_hs, killed, "offsite"), 60)


def test_a_run_by_hand_waits_for_the_timers_own(lab_hs):
    on(lab_hs, f"systemctl start --no-block {SERVICE}")
    eventually(lambda: ssh(lab_hs, f"systemctl is-active {SERVICE}").stdout.strip() == "activating", 30, 0.1)
    lab_hs.drplan("backup", "run", "--data-set", DATA_SET)
    assert ended(lab_hs) == {"Result": "success", "ExecMainStatus": "0"}


def test_a_host_that_was_off_makes_up_for_what_it_missed(lab_hs):
    folder = lab_hs.state / "lab" / "hosts" / HOST
    stamp = f"/var/lib/systemd/timers/stamp-{TIMER}"
    # As if it had last run two days ago, and then been off.
    on(lab_hs, f"systemctl stop {TIMER}; touch -d '2 days ago' {stamp}")
    hosts.power_off(HOST)
    time.sleep(1)
    begun = datetime.now(UTC)
    hosts.start(folder, HOST)
    hosts.wait(folder, HOST, lab_hs.access.ssh_config)
    assert on(lab_hs, f"systemctl is-active {TIMER}") == "active\n"
    eventually(lambda: fresh(lab_hs, begun) and fresh(lab_hs, begun, "offsite"), 120)
    assert eventually(lambda: ended(lab_hs)["Result"] == "success", 60)
