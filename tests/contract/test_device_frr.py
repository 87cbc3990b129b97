"""What SshDevices does with a real FRR router behind a real OpenSSH server."""

import os
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.lab import pens, routers
from drplan.adapters.network.devices import SshDevices
from drplan.adapters.network.source import DeviceConfigSource
from drplan.errors import NoWayBack, SecretMissing, SourceError, Unreachable
from drplan.ports.device import Refusal
from tests.frr_router import ADDRESS, FrrRouter, raised_router

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/usr/lib/frr/ospfd").exists(),
    reason="not tried: a real router needs root and Debian's frr",
)
OSPF = ["router ospf", " network 192.0.2.0/24 area 0", "exit"]


@pytest.fixture(scope="module")
def frr():
    with raised_router() as router:
        router.start("", ["staticd", "ospfd"])
        yield router


@pytest.fixture
def opened(frr: FrrRouter):
    with SshDevices(frr.access).open(frr.device) as device:
        yield device
        device.apply(["no router ospf", "no log syslog", "interface eth1", "no description", "exit"])


def test_it_says_what_it_is(opened):
    facts = opened.facts()
    assert (facts.platform, facts.hostname) == ("frr", "frr-round")
    assert facts.version[0].isdigit()


def test_a_line_that_is_taken_is_shown_and_a_refused_one_is_named(opened):
    refused = opened.apply(["bogus thing", *OSPF])
    assert refused == [Refusal("bogus thing", "% Unknown command: bogus thing")]
    assert " network 192.0.2.0/24 area 0" in opened.fetch().splitlines()


def test_a_session_goes_on_after_the_hostname_changed(opened):
    opened.apply(["hostname other"])
    try:
        assert "hostname other" in opened.fetch()
        assert opened.apply(["log syslog informational"]) == []
    finally:
        opened.apply(["hostname frr-round"])


def test_a_difference_is_empty_when_nothing_differs(opened):
    runs = opened.fetch()
    assert opened.diff(runs) == ""
    assert "-hostname frr-round\n+hostname x" in opened.diff(runs.replace("hostname frr-round", "hostname x"))


def test_what_it_does_not_hear_is_an_error(opened):
    with pytest.raises(SourceError, match="does not listen to its neighbours"):
        opened.neighbours()


def test_an_unconfirmed_change_goes_back_and_a_confirmed_one_stays(frr, opened):
    assert opened.apply(OSPF, within=timedelta(minutes=1)) == []
    opened.rollback()
    assert "router ospf" not in opened.fetch()
    opened.apply(OSPF, within=timedelta(minutes=1))
    with SshDevices(frr.access).open(frr.device) as fresh:
        fresh.confirm()
    assert "router ospf" in opened.fetch()
    with pytest.raises(SourceError, match="did not keep"):
        opened.confirm()


def test_a_router_without_our_timer_is_not_changed_under_one(frr, opened):
    timer = frr.folder / "run/ssh/confirm-timer"
    said = timer.read_text()
    timer.write_text('[ -n "$SSH_ORIGINAL_COMMAND" ] && exec /usr/bin/vtysh -c "$SSH_ORIGINAL_COMMAND"\n')
    try:
        with pytest.raises(NoWayBack, match="frr-round does not say that it would go back"):
            opened.apply(OSPF, within=timedelta(minutes=1))
    finally:
        timer.write_text(said)
    assert "router ospf" not in opened.fetch()


def test_a_blank_router_gets_back_what_was_fetched(frr, opened):
    source = DeviceConfigSource(frr.access)
    opened.apply([*OSPF, "interface eth1", " description kept", "exit", "log syslog informational"])
    kept = source.fetch(frr.device)
    opened.apply(["no router ospf", "no log syslog", "interface eth1", "no description", "exit"])
    assert source.fetch(frr.device) != kept
    source.restore(frr.device, kept)
    assert source.fetch(frr.device) == kept


def test_a_restore_with_a_refused_line_fails_and_quotes_it(frr, opened):
    with pytest.raises(SourceError, match="refused 1 lines of its configuration: % Unknown command: bogus"):
        DeviceConfigSource(frr.access).restore(frr.device, "log syslog informational\nbogus\n")


def why_not(frr: FrrRouter, access: Access) -> Unreachable:
    with pytest.raises(Unreachable) as refused, SshDevices(access).open(frr.device):
        pytest.fail("the session was opened")
    return refused.value


def test_a_router_with_another_host_key_is_not_spoken_to(frr, tmp_path):
    other = (frr.folder / "operator_key.pub").read_text()
    (tmp_path / "known_hosts").write_text(f"{ADDRESS} {other}")
    said = why_not(frr, replace(frr.access, known_hosts=str(tmp_path / "known_hosts")))
    assert "does not match" in said.message


def test_a_router_nobody_vouches_for_is_not_spoken_to(frr, tmp_path):
    (tmp_path / "known_hosts").touch()
    said = why_not(frr, replace(frr.access, known_hosts=str(tmp_path / "known_hosts")))
    assert "not found in known_hosts" in said.message
    assert said.next_step == "drplan deploy trust --asset frr-round"


def test_a_key_the_router_does_not_know_is_refused_by_name(frr):
    said = why_not(frr, replace(frr.access, ssh_key=str(frr.folder / "run/ssh/host_key")))
    assert said.message.startswith(f"frr-round ({ADDRESS}) does not let us in")


def test_a_key_that_is_not_there_is_named(frr, tmp_path):
    with (
        pytest.raises(SecretMissing, match="no SSH key at"),
        SshDevices(replace(frr.access, ssh_key=str(tmp_path / "none"))).open(frr.device),
    ):
        pytest.fail("the session was opened")


def shells(frr: FrrRouter) -> int:
    names = [Path(f"/proc/{pid}/comm") for pid in pens.pids(routers.pen(frr.device.name))]
    return sum(name.exists() and name.read_text() == "vtysh\n" for name in names)


def test_a_session_is_closed_also_after_an_error(frr):
    before = shells(frr)
    with suppress(ZeroDivisionError), SshDevices(frr.access).open(frr.device):
        assert shells(frr) == before + 1
        raise ZeroDivisionError
    deadline = time.monotonic() + 10
    while shells(frr) > before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert shells(frr) == before
