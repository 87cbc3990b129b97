"""Foreign names, words, dates and money mean what people meant by them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from drplan.declare.base import Name
from drplan.declare.imported import MOST_SHOWN, shown
from drplan.explain.site_kinds import asset_kind, platform_of, room_kind, site_kind
from drplan.explain.site_names import Names
from drplan.explain.site_values import read_address, read_date, read_dollars, read_software

is_name = TypeAdapter(Name).validate_python


@given(st.lists(st.text(min_size=1, max_size=100), max_size=20))
def test_every_name_given_is_a_name_and_given_once(texts):
    names = Names("host", [])
    given = [names.give(text) for text in texts]
    assert [is_name(name) for name in given] == given
    assert len(set(given)) == len(given)


@given(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,61}", fullmatch=True), unique=True))
def test_a_name_that_is_ours_already_stays_as_it_is(texts):
    notes: list[str] = []
    assert [Names("host", notes).give(text) for text in texts] == texts
    assert notes == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HS-Core", "hs-core"),
        ("hs-core.cedar.example.", "hs-core"),
        ("Élan Fw", "elan-fw"),
        ("10.0.0.1", "host-10-0-0-1"),
        ("校舎", "host-2ae29839"),
    ],
)
def test_a_name_is_made_the_same_way_every_time(text, name):
    assert Names("host", []).give(text) == name


@given(st.text())
def test_a_foreign_text_is_shown_on_one_short_line(text):
    line = shown(text)
    assert len(line) <= MOST_SHOWN
    assert line.isprintable()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-11-22T00:00:00Z", date(2026, 11, 22)),
        ("11/22/2026", date(2026, 11, 22)),
        ("22/11/2026", None),
        ("2026-02-30", None),
        ("11/22/26", None),
        ("soon", None),
    ],
)
def test_a_date_is_iso_or_american_or_none(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("$1,200.00", 1200), ("1200", 1200), ("1,200.50", 1201), ("$ 99.49", 99), ("USD 5", 5),
        ("1.200,00", None), ("-5", None), ("1,20", None), ("free", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_money_is_whole_dollars_or_none(text, dollars):
    assert read_dollars(text) == dollars


@pytest.mark.parametrize(
    ("text", "address"), [("10.0.0.1/24", "10.0.0.1"), ("::1", "None"), ("010.0.0.1", "None")]
)
def test_an_address_is_ipv4_or_none(text, address):
    assert str(read_address(text)) == address


def test_a_version_that_is_not_said_is_not_made_up():
    software = read_software("Windows Server", None)
    assert software is not None
    assert (software.name, software.version) == ("Windows Server", "not known yet")


@pytest.mark.parametrize(
    ("words", "platform"),
    [
        (("cisco_ios",), "cisco-ios"), (("Cisco", "C9300-48P"), "cisco-ios"), (("cisco nxos",), None),
        (("Cisco Meraki MS225",), None), (("arubaos-switch",), "hpe-procurve"), (("Aruba",), None),
        (("Aruba 6300M",), "aruba-aos-cx"),
        (("paloalto_panos",), "paloalto-panos"), (("xos",), "extreme-exos"),
        (("routeros",), "mikrotik-routeros"), (("ironware",), "ruckus-icx"), (("eos",), None),
    ],
)  # fmt: skip
def test_a_platform_is_one_of_ours_or_none(words, platform):
    assert platform_of(words) == platform


@pytest.mark.parametrize(
    ("kinds", "platforms", "usual", "kind"),
    [
        (("Server",), (), "", "server"),
        (("Server room switch",), ("ios",), "", "network"),
        ((), ("Ubuntu",), "", "server"),
        ((), ("junos",), "", "network"),
        (("Access",), ("junos",), "", "network"),
        (("Wireless access point",), ("unifi",), "", "other"),
        (("Printer",), (), "server", "other"),
        ((), (), "server", "server"),
        ((), (), "", ""),
        (("",), ("nxos",), "", "network"),
    ],
)
def test_an_asset_is_what_its_words_say(kinds, platforms, usual, kind):
    assert asset_kind(kinds, platforms, usual) == kind


def test_buildings_and_rooms_are_told_by_their_names():
    titles = ("Cedar High", "Elm Middle School", "hs", "District Office", "Oak Elementary", "Bus garage")
    assert [site_kind(title) for title in titles] == [
        "high-school", "middle-school", "high-school", "district-office", "elementary-school", None,
    ]  # fmt: skip
    assert [room_kind(title) for title in ("MDF", "Server room", "IDF 2")] == [
        "main-closet",
        "data-room",
        "closet",
    ]
