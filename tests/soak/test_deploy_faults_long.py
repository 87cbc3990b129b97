"""Trouble in the middle of a deploy, with the limits that hold in a district and with the real baselines."""

import re
import threading
import time
from contextlib import contextmanager

import pytest

from tests.e2e.test_deploy_faults import failed, is_done_in_its_usual_time, lock_held
from tests.e2e.troubled import (
    DEPLOY,
    OTHER,
    TROUBLED,
    Pair,
    Underway,
    as_root,
    cut_power,
    frozen,
    in_the_middle,
    losing,
    start,
    unplugged,
)

pytestmark = pytest.mark.lab

SERVERS = ("deploy", "apply", "--site", "hs", "--kind", "server")
DRIFT = (
    "/etc/ssh/sshd_config.d/00-drplan.conf /etc/issue /etc/issue.net /etc/apt/apt.conf.d/52drplan"
    " /etc/sysctl.d/60-drplan-net.conf /etc/systemd/journald.conf.d/10-drplan.conf"
)
PACKAGE = "nginx"
INSTALL = DEPLOY + f'installed(name="packages", packages=["{PACKAGE}"])\nput("last", "last")\n'


@pytest.fixture
def pair(lab_hs, tmp_path):
    made = Pair(lab_hs, tmp_path)
    made.clear()
    yield made
    made.clear()


@pytest.fixture
def without_package(pair):
    """Have a package absent that the baselines want; they put it back."""
    pair.on(TROUBLED, f"sudo apt-get -qq -y purge --auto-remove '{PACKAGE}*'")
    yield
    pair.lab.drplan(*SERVERS)


def test_a_third_of_all_packets_lost_during_the_real_baselines_is_survived_or_named(pair):
    for name in pair.servers:
        pair.on(name, f"sudo rm -f {DRIFT}")
    run = Baselines(pair)
    time.sleep(2)
    with losing(TROUBLED, 30):
        results = run.end(within=420)
    assert pair.outcomes(results[OTHER]) <= {"changed", "ok", "not-applicable", "excepted"}
    if "error" in pair.outcomes(results[TROUBLED]):
        failed(results, "connection lost")
    pair.lab.drplan(*SERVERS)
    assert "no change" in pair.lab.drplan(*SERVERS).splitlines()[-1]


class Baselines(Underway):
    """An apply of the declared baselines in a thread of its own."""

    def __init__(self, pair):
        super().__init__(pair, "")

    def _run(self):
        self.results = self._pair.apply_declared()
        self.took = time.time() - self.began


def test_a_cable_out_for_twenty_seconds_only_costs_time(pair):
    run = Underway(pair, in_the_middle(5))
    run.wait_until_in_the_middle()
    with unplugged(TROUBLED):
        time.sleep(20)
    results = run.end(within=40)
    assert pair.outcomes(results[TROUBLED]) == {"changed"}
    assert is_done_in_its_usual_time(pair, run, slow=5)
    assert pair.outcomes(pair.apply(in_the_middle(5))[TROUBLED]) == {"ok"}


@pytest.mark.parametrize("trouble", [frozen, unplugged])
def test_a_host_that_is_gone_is_named_within_a_minute_and_a_half(pair, trouble):
    run = Underway(pair, in_the_middle(5))
    run.wait_until_in_the_middle()
    with trouble(TROUBLED):
        results = run.end(within=90)
    _, line = failed(results, "connection lost")
    assert "gave no sign of life for 45 s" in line
    assert "Now: timeout" in line
    assert is_done_in_its_usual_time(pair, run, slow=5)
    assert pair.heals(in_the_middle(5))


@pytest.mark.usefixtures("without_package")
@pytest.mark.parametrize("seconds", [0, 0.3, 1])
def test_power_lost_while_dpkg_works_is_healed_by_the_next_apply(pair, seconds):
    run = Underway(pair, INSTALL)
    unpacked = pair.disks / TROUBLED / "root/var/lib/dpkg/info" / f"{PACKAGE}.list"
    deadline = time.monotonic() + 60
    while not unpacked.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(seconds)
    cut_power(TROUBLED)
    start(pair, TROUBLED)
    results = run.end(within=60)
    if "error" in pair.outcomes(results[TROUBLED]):
        failed(results, "connection lost")
    assert pair.heals(INSTALL)
    assert pair.on(TROUBLED, "sudo dpkg --audit") == ""


@pytest.mark.usefixtures("without_package")
def test_a_disk_that_fills_while_packages_are_unpacked_is_named_and_healed(pair):
    pair.on(TROUBLED, "sudo mount -t tmpfs -o size=4k none /usr/share/doc")
    try:
        name, _ = failed(pair.apply(INSTALL), "disk full")
        assert name == "packages"
    finally:
        pair.on(TROUBLED, "sudo umount /usr/share/doc")
    assert pair.heals(INSTALL)


@pytest.mark.usefixtures("without_package")
def test_package_lists_that_another_program_fetches_are_waited_for(pair):
    with held_for(pair, "/var/lib/apt/lists/lock", 6):
        began = time.monotonic()
        results = pair.apply(INSTALL)
        assert time.monotonic() - began > 4
    assert "error" not in pair.outcomes(results[TROUBLED])


@contextmanager
def held_for(pair, path, seconds):
    """Have a lock held for a while, then let go of."""
    holding = lock_held(pair, path)
    holding.__enter__()
    timer = threading.Timer(seconds, holding.__exit__, (None, None, None))
    timer.start()
    try:
        yield
    finally:
        timer.join()


@pytest.mark.parametrize(
    ("take", "give", "said"),
    [
        ("chage -d 0 drplan", "chage -d 20000 drplan", "login refused: .*expired"),
        ("chage -E 1 drplan", "chage -E -1 drplan", "authentication refused"),
        ("mv /etc/sudoers.d/drplan /root/", "mv /root/drplan /etc/sudoers.d/", "sudo refused"),
    ],
    ids=["a new password is due", "the account expired", "no sudo rule is left"],
)
def test_a_login_that_is_no_good_any_more_is_named(pair, take, give, said):
    as_root(TROUBLED, take)
    try:
        result = pair.apply(DEPLOY)[TROUBLED]
    finally:
        as_root(TROUBLED, give)
    line = result.error or result.operations[0].detail.splitlines()[0]
    assert re.match(said, line), result
    assert pair.heals(DEPLOY)
