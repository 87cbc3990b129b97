"""What every Device does: told of a stand-in of each make behind a real OpenSSH server.

The stand-ins are ours, written from the makers' documentation; of the real one see test_device_frr.py.
"""

import os
import time
from datetime import timedelta

import pytest

from drplan.adapters.network.devices import SshDevices
from drplan.adapters.network.source import DeviceConfigSource
from drplan.errors import NotWhole, NoWayBack, SourceError, Unreachable
from drplan.gear import PLATFORMS
from drplan.gear.settled import settled
from drplan.ports.device import Neighbour
from tests.contract.device_cases import BY_PLATFORM, Words
from tests.stand_ins import declared, stand_in

__all__ = ["stand_in"]

MINUTE = timedelta(minutes=1)
SECONDS_A_MINUTE = 2.0
PAGE = 24
ALWAYS = ("cisco-ios", "juniper-junos")
"""Lines typed under a timer, and a candidate loaded and committed; the others are in tests/soak."""


class Rig:
    """A stand-in with the words of its platform and how drplan opens it."""

    def __init__(self, raised, words: Words) -> None:
        self.raised, self.words = raised, words
        self.device = declared(raised)
        self.devices = SshDevices(raised.access)
        self.platform = PLATFORMS[raised.platform]

    def open(self):
        return self.devices.open(self.device)

    def settled(self, text: str | None = None) -> str:
        # FortiOS remembers how long it last waited for a confirmation.
        shown = self.raised.running() if text is None else text
        lines = settled(shown, self.platform).splitlines(keepends=True)
        return "".join(line for line in lines if not line.strip().startswith("set cfg-"))

    def holds(self) -> bool:
        return self.words.added in self.raised.running().splitlines()

    def until(self, *, holds: bool) -> bool:
        deadline = time.monotonic() + 4 * SECONDS_A_MINUTE
        while self.holds() is not holds and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.holds() is holds


def raised(platform: str, stand_in) -> Rig:
    """Raise a stand-in that answers as a device does, at port 22."""
    if os.geteuid() != 0:
        pytest.skip("not tried: a device answers at port 22, which needs root")
    # Another run on this machine has addresses of its own.
    net, host = divmod(os.getpid(), 250)
    address = f"127.{77 + list(BY_PLATFORM).index(platform)}.{net % 250}.{host + 1}"
    device = stand_in(platform, address=address, port=22, seconds_a_minute=SECONDS_A_MINUTE)
    return Rig(device, BY_PLATFORM[platform])


@pytest.fixture(params=ALWAYS)
def rig(request, stand_in):
    return raised(request.param, stand_in)


def test_it_says_what_it_is(rig):
    with rig.open() as device:
        facts = device.facts()
    told = rig.raised.unit.settings
    assert (facts.platform, facts.serial) == (rig.raised.platform, told["serial"])
    assert facts.model == told["model"].split()[0] or facts.model == told["model"]
    assert facts.version.endswith(told["version"])


def test_what_is_fetched_is_all_that_runs(rig):
    rig.raised.write(rig.words.whole)
    with rig.open() as device:
        fetched = device.fetch()
    assert rig.settled(fetched) == rig.settled() != ""


@pytest.mark.parametrize("lines", [1, 5])
def test_a_configuration_that_stops_early_is_none(rig, lines):
    # Where a platform marks no end, only its beginning can be missed: see drplan/gear/whole.py.
    few = lines if rig.platform.text.ends else 1
    rig.raised.faults(truncate={"command": rig.platform.session.running, "lines": few})
    with pytest.raises(NotWhole, match=rig.device.name), rig.open() as device:
        device.fetch()


def test_a_line_that_is_cut_in_the_middle_of_a_configuration_gives_none(rig):
    rig.raised.faults(cut={"command": rig.platform.session.running, "lines": 5})
    with pytest.raises(Unreachable, match=rig.device.name), rig.open() as device:
        device.fetch()


def test_a_pager_that_cannot_be_turned_off_gives_nothing_or_all(rig):
    rig.raised.write(rig.words.whole)
    wanted = rig.settled()
    if wanted.count("\n") < PAGE:
        pytest.skip(f"not tried: {rig.raised.platform} shows too little to be paged")
    rig.raised.faults(pager=True)
    with rig.open() as device:
        if rig.platform.session.turn:
            assert rig.settled(device.fetch()) == wanted
            return
        with pytest.raises(NotWhole, match=rig.device.name):
            device.fetch()


def test_a_line_that_is_taken_is_shown_and_a_refused_one_is_named(rig):
    with rig.open() as device:
        refused = device.apply([rig.words.bogus, *rig.words.add])
        assert [each.command for each in refused] == [rig.words.bogus]
        assert rig.words.refusal in refused[0].answer
        assert rig.words.added in device.fetch().splitlines()


def test_after_a_refusal_the_session_is_out_of_the_mode_that_configures(rig):
    with rig.open() as device:
        device.apply([rig.words.bogus])
        assert device.facts().serial


def test_a_session_goes_on_after_the_hostname_changed(rig):
    with rig.open() as device:
        assert device.apply([*rig.words.rename]) == []
        assert rig.words.renamed in device.fetch()
        assert device.apply([*rig.words.add]) == []
    assert rig.holds()


def test_what_is_saved_outlasts_a_restart(rig):
    with rig.open() as device:
        device.apply([*rig.words.add])
        device.save()
    rig.raised.unit.restart()
    assert rig.holds()


def test_a_change_that_is_not_confirmed_goes_back_by_itself(rig):
    before = rig.settled()
    with rig.open() as device:
        assert device.apply(rig.words.add, within=MINUTE) == []
        assert rig.holds()
    assert rig.until(holds=False)
    assert rig.settled() == before


def test_a_change_that_a_fresh_session_confirms_stays(rig):
    with rig.open() as device:
        device.apply(rig.words.add, within=30 * MINUTE)
    assert rig.raised.unit.state["deadline"]
    with rig.open() as fresh:
        fresh.confirm()
        fresh.save()
    assert not rig.raised.unit.state["deadline"]
    assert rig.holds()


def test_what_waits_to_be_confirmed_is_neither_changed_nor_saved(rig):
    if rig.platform.confirm.lingers or not rig.platform.confirm.shows:
        pytest.skip(f"not tried: {rig.raised.platform} does not show whether a timer runs")
    with rig.open() as device:
        device.apply(rig.words.add, within=30 * MINUTE)
    with rig.open() as later:
        with pytest.raises(NoWayBack, match="an earlier change waits there"):
            later.apply([rig.words.renamed])
        if rig.platform.session.save:
            with pytest.raises(NoWayBack, match="an earlier change waits there"):
                later.save()
        later.rollback()


def test_a_change_can_be_taken_back_at_once(rig):
    before = rig.settled()
    with rig.open() as device:
        device.apply(rig.words.add, within=30 * MINUTE)
    with rig.open() as device:
        device.rollback()
    assert rig.until(holds=False)
    assert rig.settled() == before


def test_what_cannot_be_armed_is_not_sent(rig):
    rig.raised.faults(refuse=[rig.platform.confirm.arm[0].split("{")[0]])
    with rig.open() as device, pytest.raises(NoWayBack, match=rig.device.name):
        device.apply(rig.words.add, within=MINUTE)
    assert not rig.holds()


def test_confirming_when_it_went_back_already_is_an_error(rig):
    with rig.open() as device, pytest.raises(SourceError, match="did not keep the change"):
        device.confirm()


def test_a_blank_unit_gets_back_what_was_fetched_from_another(rig):
    source = DeviceConfigSource(rig.raised.access)
    rig.raised.write(rig.words.whole)
    kept, was = source.fetch(rig.device), rig.settled()
    rig.raised.blank()
    assert rig.settled() != was
    source.restore(rig.device, kept)
    assert rig.settled(source.fetch(rig.device)) == rig.settled(kept) == was
    rig.raised.unit.restart()
    assert rig.settled() == was


def test_a_restore_with_a_refused_line_fails_and_quotes_it(rig):
    rig.raised.write(rig.words.whole)
    source = DeviceConfigSource(rig.raised.access)
    kept = source.fetch(rig.device)
    rig.raised.blank()
    with pytest.raises(SourceError, match=r"refused \d+ lines"):
        source.restore(rig.device, f"{kept}\n{rig.words.bogus}\n")


def test_a_difference_shows_that_a_secret_changed_and_not_what_it_is(rig):
    rig.raised.write(rig.words.whole)
    with rig.open() as device:
        fetched = device.fetch()
        assert device.diff(fetched) == ""
        assert rig.words.secret in fetched
        changed = device.diff(fetched.replace(rig.words.secret, rig.words.secret[::-1]))
    assert changed
    assert rig.words.secret not in changed
    assert rig.words.secret[::-1] not in changed
    assert [line[0] for line in changed.splitlines()[2:] if line[0] in "+-"] == ["-", "+"]


def test_a_line_that_is_cut_halfway_through_a_restore_is_named(rig):
    rig.raised.write(rig.words.whole)
    source = DeviceConfigSource(rig.raised.access)
    kept = source.fetch(rig.device)
    rig.raised.blank()
    rig.raised.faults(cut={"command": r"^vlan 10|^set hostname|^load override|^/import", "lines": 0})
    with pytest.raises(Unreachable, match="cut the line while its configuration was put back"):
        source.restore(rig.device, kept)


def test_what_it_hears_is_told_once(rig):
    heard = {"port": rig.words.port, "device": "hs-closet1", "device_port": "uplink1", "model": "Thing 3000",
             "address": "192.0.2.9", "cdp": True}  # fmt: skip
    rig.raised.neighbours([heard])
    with rig.open() as device:
        device.apply(rig.words.listen)
        (neighbour,) = device.neighbours()
    wanted = Neighbour(
        rig.words.heard_at,
        **{each: heard[each] for each in rig.words.tells},
        forwards=True if "model" in rig.words.tells else None,
    )
    assert neighbour == wanted


def test_a_device_that_does_not_listen_says_so(rig):
    if not rig.words.deafen:
        pytest.skip(f"not tried: what {rig.raised.platform} says then is not documented")
    with rig.open() as device:
        device.apply(rig.words.deafen)
        with pytest.raises(SourceError, match="does not listen to its neighbours"):
            device.neighbours()
