"""A change that cuts off a real FRR router: it is back by itself within the confirm time."""

import re
import socket
import sys
import time
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest

from drplan import wiring
from drplan.adapters.network.devices import SshDevices
from drplan.declare.lookup import device_named
from drplan.errors import SourceError
from drplan.gear import PLATFORMS, Feature
from drplan.gear.settled import settled

pytestmark = pytest.mark.lab

WITHIN = timedelta(seconds=5)
SLACK = 1.5
"""Seconds beyond the confirm time: the router's own reload, and one look of ours."""

CUTTING = {
    "the operator's address goes nowhere": Feature(
        "blackhole", "ip route 198.18.20.250/32 blackhole\n", owns=("ip route 198.18.20.250/32",)
    ),
    "the port we come in by is shut": Feature(
        "shut port", "interface lan0\n shutdown\nexit\n", spares=("[^s]",)
    ),
}
HARMLESS = Feature("way back", "ip route 198.18.10.0/24 198.18.255.1\n", owns=("ip route ",))
"""Leads where administrators come from, so it is marked; and rightly, so it cuts nobody off."""


class Watch(Thread):
    """Looks at a router's SSH port from where the operator is, until told to stop."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address, self.ended, self.cut, self.back = str(address), Event(), None, None

    def run(self):
        while not self.ended.is_set():
            began = time.monotonic()
            try:
                socket.create_connection((self.address, 22), timeout=0.3).close()
            except OSError:
                self.cut, self.back = self.cut or began, None
            else:
                self.back = self.back or (time.monotonic() if self.cut else None)
            self.ended.wait(0.1)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()


@pytest.fixture
def router(lab_hs):
    """The high school's router, in order before a test and again after it."""
    router = device_named(lab_hs.district, "hs-rtr1")
    nothing = Feature("routes", "", owns=("ip route ",))
    assert holding(lab_hs, nothing).apply([router])[0].error is None
    yield router
    assert holding(lab_hs, nothing).apply([router])[0].error is None


def holding(lab_hs, *features, within=timedelta(minutes=1)):
    """Return an enforcer that wants these features, and no others."""
    enforcer = wiring.network_enforcer(lab_hs.district, lab_hs.access, within=within)
    enforcer.means = replace(enforcer.means, wanted=lambda _device: features)
    return enforcer


def running(lab_hs, router):
    with SshDevices(lab_hs.access).open(router) as session:
        return settled(session.fetch(), PLATFORMS["frr"])


@pytest.mark.parametrize("what", CUTTING)
def test_a_router_that_a_change_cuts_off_is_back_by_itself_within_the_confirm_time(
    lab_hs, router, what, capsys
):
    before = running(lab_hs, router)
    enforcer = holding(lab_hs, CUTTING[what], within=WITHIN)
    (planned,) = enforcer.plan([router])
    assert planned.change.marked, "the guard saw nothing"
    with Watch(router.address) as watch:
        (result,) = enforcer.apply([router])
    assert {each.outcome for each in result.operations} == {"not-run", "error"}
    (said,) = [each.detail for each in result.operations if each.outcome == "error"]
    assert re.search(r"was cut off \(.*\); the device took the change back by itself after \d+ s", said)
    assert running(lab_hs, router) == before
    assert watch.cut, "it was never cut off, so nothing was shown"
    assert watch.back, "nobody could come in again"
    dark = watch.back - watch.cut
    assert WITHIN.total_seconds() / 2 <= dark <= WITHIN.total_seconds() + SLACK
    with capsys.disabled():
        sys.stdout.write(f"\n{what}: confirm time {WITHIN.total_seconds():.0f} s, dark {dark:.1f} s\n")


def test_a_harmless_change_to_the_way_in_is_kept_by_a_fresh_login(lab_hs, router):
    enforcer = holding(lab_hs, HARMLESS)
    (result,) = enforcer.apply([router])
    assert result.change.marked, "the guard saw nothing"
    assert [(each.name, each.outcome) for each in result.operations] == [("way back", "changed")]
    ended = pytest.raises(SourceError, match="nothing waits to be confirmed")
    with SshDevices(lab_hs.access).open(router) as session, ended:
        session.confirm()
    assert "ip route 198.18.10.0/24 198.18.255.1\n" in running(lab_hs, router)


def test_a_second_timer_is_refused_while_one_runs(lab_hs, router):
    with SshDevices(lab_hs.access).open(router) as session:
        session.apply(["interface lan0", " description first", "exit"], within=WITHIN)
        (result,) = holding(lab_hs, HARMLESS).apply([router])
        session.rollback()
    (said,) = [each.detail for each in result.operations if each.outcome == "error"]
    assert "an earlier change waits there" in said
    assert "description first" not in running(lab_hs, router)
