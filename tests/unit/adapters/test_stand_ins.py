"""Stand-ins without a server: every platform keeps, refuses, forgets and goes back as devices do."""

import json
import time

import pytest

from drplan.adapters.lab.standin import StandIn
from tests.stand_in_words import PLATFORMS
from tests.stand_ins import talk


@pytest.fixture(params=PLATFORMS)
def platform(request):
    return request.param


@pytest.fixture
def device(tmp_path, platform):
    words = PLATFORMS[platform]
    made = StandIn(tmp_path / "sw1", platform, "sw1", way_in=words.way_in)
    made.write(words.configuration)
    return made


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that all devices go by, which can be put forward by so many seconds."""
    return Clock(monkeypatch)


class Clock:
    def __init__(self, monkeypatch):
        self._ahead, now = 0.0, time.time
        monkeypatch.setattr(time, "time", lambda: now() + self._ahead)

    def forward(self, seconds):
        self._ahead += seconds


def body(text):
    """The lines of a configuration that do not change by themselves."""
    moving = ("! Last", "## Last", "# 20", "#conf_file_ver", "Current configuration :")
    return [line for line in text.splitlines() if not line.startswith(moving)]


def configured(device, *lines, armed=False):
    words = PLATFORMS[device.platform]
    end = words.after if armed else tuple(each.replace("confirmed 1", "") for each in words.after)
    return talk(device, *words.enter, *lines, *end, *words.leave, *words.save * (not armed))


def test_what_it_prints_is_what_it_reads_again(device, tmp_path):
    printed = device.running()
    other = StandIn(tmp_path / "other", device.platform, "sw1", serial=device.unit.settings["serial"])
    other.write(printed)
    assert body(other.running()) == body(printed)


def test_every_line_that_was_written_is_printed_again(device):
    # What RouterOS never exports, and a statement of Junos with one word, are kept all the same.
    text = (
        device.unit.running()
        .replace(" \\\n    ", " ")
        .replace("then {\n                    accept;", "then accept;")
    )
    printed = {line.strip() for line in text.splitlines()}
    written = {line.strip() for line in PLATFORMS[device.platform].configuration.splitlines()}
    assert written - printed - {"!", "no ip address"} == set()


def test_a_change_is_seen_and_outlasts_a_restart_once_it_is_saved(device):
    configured(device, *PLATFORMS[device.platform].change)
    assert PLATFORMS[device.platform].changed in device.running()
    device.unit.restart()
    assert PLATFORMS[device.platform].changed in device.running()


def test_an_unknown_command_is_refused_in_its_own_words_and_changes_nothing(device):
    before = body(device.running())
    words = PLATFORMS[device.platform]
    said = talk(device, *words.enter, "bogus thing", *words.leave)
    assert words.refused in said
    assert body(device.running()) == before


def test_a_wiped_unit_is_as_its_maker_shipped_it_and_takes_its_configuration_back(device, tmp_path):
    words = PLATFORMS[device.platform]
    before = device.running()
    talk(device, *words.enter[:-1], *words.wipe)
    new = StandIn(tmp_path / "new", device.platform, "sw1", serial=device.unit.settings["serial"])
    new.blank()
    assert body(device.running()) == body(new.running())
    device.write(before)
    assert body(device.running()) == body(before)


def test_it_lets_us_in_as_it_is_configured(device):
    assert device.locked() == ""


@pytest.mark.parametrize(
    ("name", "way"), [(name, way) for name, words in PLATFORMS.items() for way in words.lockouts]
)
def test_it_locks_us_out_and_comes_back_by_itself(tmp_path, clock, name, way):
    words = PLATFORMS[name]
    device = StandIn(tmp_path / "sw1", name, "sw1", way_in=words.way_in)
    device.write(words.configuration)
    before = body(device.running())
    talk(device, *words.enter[:-1], *words.arm)
    configured(device, *words.lockouts[way], armed=True)
    clock.forward(50)
    assert device.locked(), "it lets us in"
    clock.forward(11)
    assert device.locked() == ""
    assert [line for line in body(device.running()) if "cfg-" not in line] == [
        line for line in before if "cfg-" not in line
    ]


def test_its_minutes_may_be_shorter_than_ours(tmp_path):
    words = PLATFORMS["cisco-ios"]
    device = StandIn(tmp_path / "sw1", "cisco-ios", "sw1", way_in=words.way_in, seconds_a_minute=0.2)
    device.write(words.configuration)
    talk(device, *words.enter[:-1], *words.arm)
    configured(device, *next(iter(words.lockouts.values())), armed=True)
    time.sleep(0.21)
    assert device.locked() == ""


def test_a_change_that_was_confirmed_stays(device, clock):
    words = PLATFORMS[device.platform]
    talk(device, *words.enter[:-1], *words.arm)
    configured(device, *words.change, armed=True)
    talk(device, *words.enter[:-1] * (words.driver == "ruckus_fastiron"), *words.disarm)
    clock.forward(61)
    device.unit.tick()
    assert words.changed in device.running()


def test_a_full_disk_keeps_it_from_saving(device):
    device.faults(disk_full=True)
    configured(device, *PLATFORMS[device.platform].change)
    device.unit.restart()
    assert PLATFORMS[device.platform].changed not in device.running()


def test_a_pager_stops_what_is_printed_until_a_key_is_pressed(device):
    device.faults(pager=True)
    words, settings = PLATFORMS[device.platform], device.unit.settings
    (device.folder / "settings.json").write_text(json.dumps(settings | {"page_lines": 10}))
    said = talk(device, *words.enter[:-1], words.running, "q")
    assert "more" in said.lower() or "Q quit" in said
    assert device.running()[-40:].strip() not in said


def test_output_is_cut_where_it_is_told_to_be(device):
    device.faults(truncate={"command": words_of(device).running.split()[0], "lines": 7})
    said = talk(device, *words_of(device).enter[:-1], words_of(device).running)
    assert "\n".join(device.running().splitlines()[-6:]) not in said
    assert device.running().splitlines()[1] in said


def words_of(device):
    return PLATFORMS[device.platform]


def test_a_session_ends_when_its_device_restarts(device):
    from drplan.adapters.lab.standin.terminal import Gone
    from drplan.adapters.lab.standin.watch import Watch

    watch = Watch(device.unit)
    watch()
    device.unit.restart()
    with pytest.raises(Gone):
        watch()


def test_a_unit_without_a_configuration_is_sat_at_by_its_console_and_locks_nobody_out(device):
    device.blank()
    assert device.locked() == ""
    device.write(words_of(device).configuration)
    assert device.unit.state["judged"] is True


@pytest.mark.parametrize("name", [each for each in PLATFORMS if each != "mikrotik-routeros"])
def test_it_says_its_serial_number_and_model(tmp_path, name):
    device = StandIn(tmp_path / "sw1", name, "sw1", serial="ABC12345", model="X-1")
    ask = {
        "juniper-junos": ("show version", "show chassis hardware"),
        "fortinet-fortios": ("get system status",),
        "cisco-ios": ("show version",),
        "ruckus-icx": ("show version",),
        "hpe-procurve": ("show system", "show running-config"),
    }.get(name, ("show system",))
    said = talk(device, *(("skip",) if name == "ruckus-icx" else ()), *ask)
    assert "ABC12345" in said
    assert "X-1" in said


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("cisco-ios", "show lldp neighbors detail"),
        ("cisco-ios", "show cdp neighbors detail"),
        ("aruba-aos-cx", "show lldp neighbor-info detail"),
        ("hpe-procurve", "show lldp info remote-device detail"),
        ("ruckus-icx", "show lldp neighbors detail"),
        ("juniper-junos", "show lldp neighbors"),
        ("fortinet-fortios", "diagnose lldprx neighbor summary"),
        ("mikrotik-routeros", "/ip neighbor print detail"),
    ],
)
def test_it_hears_its_neighbours(tmp_path, name, command):
    device = StandIn(tmp_path / "sw1", name, "sw1")
    device.neighbours(
        [{"port": "p1", "device": "core1", "device_port": "48", "address": "10.0.0.1", "cdp": True}]
    )
    enter = {"cisco-ios": ("configure terminal", "lldp run", "end"), "ruckus-icx": ("enable",)}.get(name, ())
    said = talk(device, *enter, command)
    assert "core1" in said
    assert "48" in said
